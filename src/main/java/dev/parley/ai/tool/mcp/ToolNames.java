package dev.parley.ai.tool.mcp;

import java.util.Locale;

/** Names of tools as models take them. */
final class ToolNames {
  private static final int MAX_LENGTH = 64;
  private static final int HASH = 9;

  private ToolNames() {}

  /** Of letters, digits, {@code _} and {@code -}; long ones end with a number of their own. */
  static String of(String server, String tool) {
    String whole = server + "_" + tool;
    String clean = whole.replaceAll("[^A-Za-z0-9_-]", "_");
    if (clean.length() <= MAX_LENGTH) {
      return clean;
    }
    String hash = String.format(Locale.ROOT, "_%08x", whole.hashCode());
    return clean.substring(0, MAX_LENGTH - HASH) + hash;
  }
}
