package dev.parley.config;

import java.util.List;
import java.util.Locale;

/**
 * One setting.
 *
 * @param name its path in the file, such as {@code http.port}
 * @param aliases the familiar environment variables beside its own, the preferred one first
 */
record Key<T>(String name, Parser<T> parser, boolean secret, List<String> aliases) {
  static final String PREFIX = "PARLEY_";

  static <T> Key<T> of(String name, Parser<T> parser, String... aliases) {
    return new Key<>(name, parser, false, List.of(aliases));
  }

  static Key<Secret> secret(String name, Parser<Secret> parser, String... aliases) {
    return new Key<>(name, parser, true, List.of(aliases));
  }

  /** The environment variable of its own, such as {@code PARLEY_HTTP_PORT}. */
  String variable() {
    return PREFIX + name.replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
