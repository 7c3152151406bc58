package dev.parley.config;

import static dev.parley.config.Parser.bool;
import static dev.parley.config.Parser.duration;
import static dev.parley.config.Parser.httpUrl;
import static dev.parley.config.Parser.list;
import static dev.parley.config.Parser.oneOf;
import static dev.parley.config.Parser.secret;
import static dev.parley.config.Parser.text;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of tools that have names of their own. They stand beside {@link Keys}, which are
 * fixed; {@code conf/parley.yaml} explains both.
 */
final class ToolKeys {
  static final String BUS = "ai.tools.bus";
  static final String MCP = "ai.tools.mcp";

  private static final String NAME = "[a-z][a-z0-9_]{0,31}";
  private static final Parser<List<String>> ROLES = list(oneOf("guest", "user", "admin"));
  private static final Parser<String> EFFECT = oneOf("reads", "changes");
  private static final Parser<Duration> TIMEOUT = duration("100ms", "10m");

  private static final List<NamedKey<?>> ALL = new ArrayList<>();

  static final NamedKey<String> BUS_DESCRIPTION = key(BUS, "description", text(2_000));
  static final NamedKey<String> BUS_PARAMETERS = key(BUS, "parameters", JsonParsers.object(32_768));
  static final NamedKey<String> BUS_EFFECT = key(BUS, "effect", EFFECT);
  static final NamedKey<List<String>> BUS_ROLES = key(BUS, "roles", ROLES);
  static final NamedKey<Duration> BUS_TIMEOUT = key(BUS, "timeout", TIMEOUT);

  static final NamedKey<String> MCP_COMMAND = key(MCP, "command", text(4_096));
  static final NamedKey<List<String>> MCP_ARGS = key(MCP, "args", JsonParsers.texts());
  static final NamedKey<Map<String, Secret>> MCP_ENV =
      add(new NamedKey<>(MCP, "env", JsonParsers.secrets(), true));
  static final NamedKey<URI> MCP_URL = key(MCP, "url", httpUrl());
  static final NamedKey<Secret> MCP_TOKEN =
      add(
          new NamedKey<>(
              MCP,
              "token",
              secret("[!-~]{1,4096}", "1 to 4096 characters without spaces or line ends"),
              true));
  static final NamedKey<List<String>> MCP_ALLOW = key(MCP, "allow", list(text(200)));
  static final NamedKey<List<String>> MCP_ROLES = key(MCP, "roles", ROLES);
  static final NamedKey<String> MCP_EFFECT = key(MCP, "effect", EFFECT);
  static final NamedKey<Boolean> MCP_TRUST = key(MCP, "trust", bool());
  static final NamedKey<Duration> MCP_TIMEOUT = key(MCP, "timeout", TIMEOUT);

  private static final Pattern PATH =
      Pattern.compile("(ai\\.tools\\.(?:bus|mcp))\\.(" + NAME + ")\\.([a-z]+)");
  private static final Pattern VARIABLE =
      Pattern.compile("PARLEY_AI_TOOLS_(BUS|MCP)_([A-Z][A-Z0-9_]{0,31})_([A-Z]+)");
  private static final Pattern SECTION =
      Pattern.compile("ai\\.tools\\.(bus|mcp)(\\." + NAME + ")?");

  private ToolKeys() {}

  /** Every setting, without a name. */
  static List<NamedKey<?>> all() {
    return List.copyOf(ALL);
  }

  /** The setting of this path, if it is one. */
  static Optional<Key<?>> ofPath(String path) {
    Matcher parts = PATH.matcher(path);
    return parts.matches()
        ? find(parts.group(1), parts.group(2), parts.group(3))
        : Optional.empty();
  }

  /** The setting of this environment variable, if it is one. */
  static Optional<Key<?>> ofVariable(String variable) {
    Matcher parts = VARIABLE.matcher(variable);
    return parts.matches()
        ? find("ai.tools." + lower(parts.group(1)), lower(parts.group(2)), lower(parts.group(3)))
        : Optional.empty();
  }

  /** Whether settings, or names of settings, may stand below this path. */
  static boolean isSection(String path) {
    return SECTION.matcher(path).matches();
  }

  /** What may have been meant by a path that is no setting: those of the same name. */
  static List<String> near(String path) {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return List.of();
    }
    return ALL.stream()
        .filter(key -> key.section().equals(parts.group(1)))
        .map(key -> key.of(parts.group(2)).name())
        .toList();
  }

  /** The same for an environment variable. */
  static List<String> nearVariables(String variable) {
    Matcher parts = VARIABLE.matcher(variable);
    if (!parts.matches()) {
      return List.of();
    }
    String section = "ai.tools." + lower(parts.group(1));
    return ALL.stream()
        .filter(key -> key.section().equals(section))
        .map(key -> key.of(lower(parts.group(2))).variable())
        .toList();
  }

  /** The names below a section for which one of these settings speaks, in order. */
  static List<String> names(String section, Collection<String> paths) {
    return paths.stream()
        .map(PATH::matcher)
        .filter(parts -> parts.matches() && parts.group(1).equals(section))
        .map(parts -> parts.group(2))
        .distinct()
        .sorted()
        .toList();
  }

  private static Optional<Key<?>> find(String section, String name, String leaf) {
    return ALL.stream()
        .filter(key -> key.section().equals(section) && key.leaf().equals(leaf))
        .findFirst()
        .map(key -> key.of(name));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static <T> NamedKey<T> key(String section, String leaf, Parser<T> parser) {
    return add(new NamedKey<>(section, leaf, parser, false));
  }

  private static <T> NamedKey<T> add(NamedKey<T> key) {
    ALL.add(key);
    return key;
  }
}
