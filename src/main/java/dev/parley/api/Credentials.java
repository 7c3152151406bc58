package dev.parley.api;

import dev.parley.auth.ExternalIds.Caller;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Who a request of protocols without accounts says it comes from. Nothing of it is checked yet. */
public final class Credentials {
  private static final String COOKIE = "parley_client";
  private static final String BEARER = "Bearer ";

  /** How a subprotocol entry begins that carries a token, as pages can set no header. */
  private static final String TOKEN_ENTRY = "token.";

  /** The guest of programs on this machine that say nothing about themselves. */
  private static final String LOCAL = "local";

  private Credentials() {}

  /** Null when there is none. */
  public static String token(RoutingContext route) {
    HttpServerRequest request = route.request();
    String given = request.getParam("token");
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (given == null && header != null && header.regionMatches(true, 0, BEARER, 0, 7)) {
      given = header.substring(BEARER.length()).strip();
    }
    if (given != null) {
      return given;
    }
    return subprotocols(request).stream()
        .filter(entry -> entry.startsWith(TOKEN_ENTRY))
        .map(entry -> entry.substring(TOKEN_ENTRY.length()))
        .findFirst()
        .orElse(null);
  }

  public static List<String> subprotocols(HttpServerRequest request) {
    String header = request.getHeader("Sec-WebSocket-Protocol");
    return header == null
        ? List.of()
        : Arrays.stream(header.split(",", -1)).map(String::strip).toList();
  }

  /** The id of a client whose path has none; a new one is kept in a cookie. */
  public static String clientId(RoutingContext route, Caller caller) {
    String given = route.request().getParam("client_id");
    if (given != null) {
      return given;
    }
    Cookie kept = route.request().getCookie(COOKIE);
    if (kept != null) {
      return kept.getValue();
    }
    if (caller.loopback()) {
      return LOCAL;
    }
    String made = UUID.randomUUID().toString();
    route
        .response()
        .putHeader(
            HttpHeaders.SET_COOKIE,
            Cookie.cookie(COOKIE, made)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.LAX)
                .setMaxAge(Duration.ofDays(365).toSeconds())
                .encode());
    return made;
  }

  /** A proxy on this machine names whom it speaks for, and then nobody counts as local. */
  public static Caller caller(HttpServerRequest request) {
    SocketAddress remote = request.remoteAddress();
    String address = remote == null ? null : remote.hostAddress();
    boolean forwarded =
        request.headers().contains("X-Forwarded-For") || request.headers().contains("Forwarded");
    String host = request.getHeader(HttpHeaders.HOST);
    if (host == null && request.authority() != null) {
      host = request.authority().host();
    }
    return address == null
        ? new Caller("local", !forwarded, host)
        : new Caller(ClientAddress.key(address), !forwarded && isLoopback(address), host);
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.ofLiteral(address).isLoopbackAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }
}
