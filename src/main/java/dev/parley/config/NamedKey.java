package dev.parley.config;

import java.util.List;

/**
 * A setting below a name that the configuration chooses, such as {@code command} in {@code
 * ai.tools.mcp.files.command}.
 *
 * @param section what comes before the name, such as {@code ai.tools.mcp}
 * @param leaf what comes after it: one word without a {@code _}, so that variables are unambiguous
 */
record NamedKey<T>(String section, String leaf, Parser<T> parser, boolean secret) {
  /** The setting of one name. */
  Key<T> of(String name) {
    return new Key<>(section + "." + name + "." + leaf, parser, secret, List.of());
  }
}
