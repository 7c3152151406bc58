package dev.parley.auth;

import java.net.InetAddress;
import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By which names a request may have found this machine, where coming from it is a privilege. A page
 * of a stranger can let its own name resolve to 127.0.0.1 (DNS rebinding); its browser then makes
 * requests from here and shows it the answers, but the Host header still has the stranger's name.
 */
public final class LocalHosts {
  private static final Pattern HOST =
      Pattern.compile(
          "(?:\\[(?<v6>[0-9a-f:.]+)]|(?<name>[^\\[\\]:/?#@\\s]+?)\\.?)(?::[0-9]{0,5})?");

  private final boolean any;
  private final Set<String> names = new HashSet<>(Set.of("localhost"));

  /**
   * @param listening the name or address that the server listens on
   * @param allowedOrigins of pages, such as {@code https://chat.example.org}; "*" for all, which
   *     allows all names too
   */
  public LocalHosts(String listening, Collection<String> allowedOrigins) {
    any = allowedOrigins.contains("*");
    names.add(listening.toLowerCase(Locale.ROOT));
    allowedOrigins.stream()
        .map(LocalHosts::hostOf)
        .filter(Objects::nonNull)
        .forEach(host -> names.add(host.toLowerCase(Locale.ROOT)));
  }

  private static String hostOf(String origin) {
    try {
      return URI.create(origin).getHost();
    } catch (IllegalArgumentException notAUri) {
      return null;
    }
  }

  /**
   * Whether the name is no stranger's: addresses are not resolved, so nobody else can own them.
   *
   * @param host of the request, with or without a port; null when it has none, as no browser does
   */
  boolean allow(String host) {
    if (any || host == null) {
      return true;
    }
    Matcher parsed = HOST.matcher(host.toLowerCase(Locale.ROOT));
    if (!parsed.matches()) {
      return false;
    }
    String name = parsed.group("name");
    return name == null ? isAddress(parsed.group("v6")) : names.contains(name) || isAddress(name);
  }

  private static boolean isAddress(String name) {
    try {
      return InetAddress.ofLiteral(name) != null;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }
}
