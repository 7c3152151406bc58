package dev.parley.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Names for processes that were given none. */
final class NodeName {
  private NodeName() {}

  /** The host's name and something that nobody else has. */
  static String random() {
    byte[] suffix = new byte[3];
    new SecureRandom().nextBytes(suffix);
    return hostName() + "-" + HexFormat.of().formatHex(suffix);
  }

  private static String hostName() {
    try {
      String name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
      return name.substring(0, Math.min(name.length(), 50));
    } catch (UnknownHostException e) {
      return "parley";
    }
  }
}
