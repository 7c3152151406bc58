package dev.parley.config;

import java.util.List;

/**
 * How the gateway is reached over HTTP.
 *
 * @param port 0 takes a free one
 * @param instances gateway verticles of this process, 1 to 64
 * @param allowedOrigins origins of pages that may connect; "*" for all, empty for the same origin
 * @param behindProxy X-Forwarded-For is believed
 */
public record HttpConfig(
    String host, int port, int instances, List<String> allowedOrigins, boolean behindProxy) {
  public HttpConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  /** Without a proxy. */
  public HttpConfig(String host, int port, int instances, List<String> allowedOrigins) {
    this(host, port, instances, allowedOrigins, false);
  }
}
