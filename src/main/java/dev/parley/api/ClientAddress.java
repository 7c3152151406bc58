package dev.parley.api;

import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where a request comes from, as a key for rate limits: an IPv4 address, or the /64 network of an
 * IPv6 address, because one customer has all of it. The address is the one of the connection;
 * forwarding headers are not looked at, because anybody can write them, unless the configuration
 * says that a proxy does: then the router gives what the proxy wrote as the address.
 */
public final class ClientAddress {
  private static final int NETWORK_BYTES = 8;

  private ClientAddress() {}

  static String key(RoutingContext ctx) {
    SocketAddress remote = ctx.request().remoteAddress();
    String address = remote == null ? null : remote.hostAddress();
    return address == null ? "local" : key(address);
  }

  /**
   * @param address in numbers; nothing is ever looked up
   */
  public static String key(String address) {
    try {
      InetAddress parsed = InetAddress.ofLiteral(address);
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES))
          : parsed.getHostAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return address;
    }
  }
}
