package dev.parley.ai.provider.http;

import dev.parley.config.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Where a server is asked, and with which key. */
public final class Endpoint {
  private static final int LOGGED = 500;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
  private static final Pattern KEY_LIKE =
      Pattern.compile("(?i)\\b(sk-|hf_)[\\w*-]{4,}|bearer\\s+\\S+");

  private final URI baseUrl;
  private final String path;
  private final String key;
  private final Map<String, String> headers;

  /** Asks with the key as a bearer token. */
  public static Endpoint withBearer(URI baseUrl, String path, Secret apiKey) {
    return new Endpoint(baseUrl, path, apiKey, "Authorization", "Bearer ", Map.of());
  }

  /**
   * @param path what follows the base URL
   * @param apiKey null when the server wants none
   * @param keyHeader the header that carries the key, behind {@code keyPrefix}
   * @param more further headers
   * @throws IllegalArgumentException when the base URL names no host
   */
  public Endpoint(
      URI baseUrl,
      String path,
      Secret apiKey,
      String keyHeader,
      String keyPrefix,
      Map<String, String> more) {
    this.baseUrl = baseUrl;
    this.path = path;
    key = apiKey == null ? "" : apiKey.reveal().strip();
    headers = new HashMap<>(more);
    if (!key.isEmpty()) {
      headers.put(keyHeader, keyPrefix + key);
    }
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
    headers.forEach(options::putHeader);
    return options;
  }

  /** An IPv6 address without the brackets that it has in a URL. */
  private String host() {
    String host = baseUrl.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private String uri() {
    String base = baseUrl.getRawPath() == null ? "" : baseUrl.getRawPath();
    String trimmed = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    String query = baseUrl.getRawQuery() == null ? "" : "?" + baseUrl.getRawQuery();
    return trimmed + path + query;
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
