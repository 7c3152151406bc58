package dev.parley.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the part of the configuration that says where tools come from. */
final class ToolSourcesBuilder {
  private static final List<String> ROLES = List.of("user", "admin");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String NONE = "none";
  private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

  private final Values values;

  ToolSourcesBuilder(Values values) {
    this.values = values;
  }

  /** Refuses what does not go together. */
  void check() {
    List<String> builtin = SourcesBuilder.list(values, Keys.AI_TOOLS_BUILTIN);
    values.require(
        !builtin.contains(NONE) || builtin.size() == 1,
        "ai.tools.builtin must be either none alone or a list of tools.");
    for (String name : values.names(ToolKeys.BUS)) {
      Key<String> description = ToolKeys.BUS_DESCRIPTION.of(name);
      values.require(
          values.get(description) != null,
          description.name() + " must be set: models choose tools by it.");
    }
    for (String name : values.names(ToolKeys.MCP)) {
      String path = ToolKeys.MCP + "." + name;
      boolean command = values.get(ToolKeys.MCP_COMMAND.of(name)) != null;
      boolean url = values.get(ToolKeys.MCP_URL.of(name)) != null;
      values.require(
          command != url, "Either " + path + ".command or " + path + ".url must be set.");
      values.require(
          command || (isUnset(ToolKeys.MCP_ARGS.of(name)) && isUnset(ToolKeys.MCP_ENV.of(name))),
          path + ".args and " + path + ".env go with " + path + ".command only.");
      values.require(
          url || isUnset(ToolKeys.MCP_TOKEN.of(name)),
          path + ".token goes with " + path + ".url only.");
    }
  }

  private boolean isUnset(Key<?> key) {
    return values.get(key) == null;
  }

  ToolSourcesConfig build() {
    return new ToolSourcesConfig(
        SourcesBuilder.list(values, Keys.AI_TOOLS_BUILTIN).stream()
            .filter(name -> !name.equals(NONE))
            .toList(),
        values.names(ToolKeys.BUS).stream().map(this::busTool).toList(),
        values.names(ToolKeys.MCP).stream().map(this::server).toList());
  }

  private ToolSourcesConfig.BusTool busTool(String name) {
    return new ToolSourcesConfig.BusTool(
        name,
        values.get(ToolKeys.BUS_DESCRIPTION.of(name)),
        or(ToolKeys.BUS_PARAMETERS.of(name), NO_PARAMETERS),
        "reads".equals(values.get(ToolKeys.BUS_EFFECT.of(name))),
        roles(ToolKeys.BUS_ROLES.of(name)),
        or(ToolKeys.BUS_TIMEOUT.of(name), TIMEOUT));
  }

  private ToolSourcesConfig.McpServer server(String name) {
    String effect = values.get(ToolKeys.MCP_EFFECT.of(name));
    return new ToolSourcesConfig.McpServer(
        name,
        values.get(ToolKeys.MCP_COMMAND.of(name)),
        or(ToolKeys.MCP_ARGS.of(name), List.of()),
        or(ToolKeys.MCP_ENV.of(name), Map.of()),
        values.get(ToolKeys.MCP_URL.of(name)),
        values.get(ToolKeys.MCP_TOKEN.of(name)),
        or(ToolKeys.MCP_ALLOW.of(name), List.of()),
        roles(ToolKeys.MCP_ROLES.of(name)),
        effect == null ? null : effect.equals("reads"),
        or(ToolKeys.MCP_TRUST.of(name), false),
        or(ToolKeys.MCP_TIMEOUT.of(name), TIMEOUT));
  }

  private Set<ToolSourcesConfig.Audience> roles(Key<List<String>> key) {
    return or(key, ROLES).stream()
        .map(role -> ToolSourcesConfig.Audience.valueOf(role.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  private <T> T or(Key<T> key, T otherwise) {
    return Objects.requireNonNullElse(values.get(key), otherwise);
  }
}
