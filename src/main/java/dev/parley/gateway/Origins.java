package dev.parley.gateway;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Which pages may open a WebSocket. A browser names its page in the Origin header and applies no
 * same-origin rule to WebSockets itself, so this check is what keeps a foreign page from using a
 * visitor's network position (RFC 6455 section 10.2). Programs send no Origin and are let in.
 */
final class Origins {
  private final List<String> allowed;

  /**
   * @param allowed origins such as {@code https://chat.example.org}; "*" for all; empty for pages
   *     of this server only
   */
  Origins(List<String> allowed) {
    this.allowed = allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * @param origin null when the request has none
   * @param host the Host header of the request
   */
  boolean allow(String origin, String host) {
    if (origin == null || allowed.contains("*")) {
      return true;
    }
    return allowed.contains(origin.toLowerCase(Locale.ROOT)) || sameHost(origin, host);
  }

  private static boolean sameHost(String origin, String host) {
    try {
      String authority = URI.create(origin).getAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException notAUri) {
      return false;
    }
  }
}
