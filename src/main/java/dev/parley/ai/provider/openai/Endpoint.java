package dev.parley.ai.provider.openai;

import dev.parley.config.Config;
import dev.parley.config.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.regex.Pattern;

/** Where chat completions are asked for, and with which key. */
final class Endpoint {
  private static final int LOGGED = 500;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
  private static final Pattern KEY_LIKE = Pattern.compile("(?i)\\bsk-[\\w*-]{4,}|bearer\\s+\\S+");

  private final URI baseUrl;
  private final String key;

  Endpoint(Config.OpenAi settings) {
    baseUrl = settings.baseUrl();
    Secret secret = settings.apiKey();
    key = secret == null ? "" : secret.reveal().strip();
    if (baseUrl.getHost() == null) {
      throw new IllegalArgumentException("The base URL of the AI provider names no host");
    }
  }

  /** A request to this endpoint. Redirects are not followed, so the key stays with this host. */
  RequestOptions options() {
    boolean ssl = "https".equalsIgnoreCase(baseUrl.getScheme());
    int standardPort = ssl ? 443 : 80;
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(host())
            .setPort(baseUrl.getPort() == -1 ? standardPort : baseUrl.getPort())
            .setSsl(ssl)
            .setURI(uri())
            .setFollowRedirects(false)
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
            .putHeader(HttpHeaders.ACCEPT, "text/event-stream, application/json");
    return key.isEmpty() ? options : options.putHeader("Authorization", "Bearer " + key);
  }

  /** An IPv6 address without the brackets that it has in a URL. */
  private String host() {
    String host = baseUrl.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private String uri() {
    String path = baseUrl.getRawPath() == null ? "" : baseUrl.getRawPath();
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String query = baseUrl.getRawQuery() == null ? "" : "?" + baseUrl.getRawQuery();
    return trimmed + "/chat/completions" + query;
  }

  /** Foreign text for the log: one line, bounded, without the key. */
  String forLog(String text) {
    String safe = key.isEmpty() ? text : text.replace(key, "***");
    safe = CONTROL.matcher(KEY_LIKE.matcher(safe).replaceAll("***")).replaceAll(" ");
    return safe.length() > LOGGED ? safe.substring(0, LOGGED) + "..." : safe;
  }

  /** For the log: never the query or a user, which may carry a key of their own. */
  @Override
  public String toString() {
    String port = baseUrl.getPort() == -1 ? "" : ":" + baseUrl.getPort();
    return baseUrl.getScheme() + "://" + baseUrl.getHost() + port + baseUrl.getRawPath();
  }
}
