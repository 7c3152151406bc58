package dev.parley.ai.tool.mcp;

import dev.parley.config.Secret;
import dev.parley.config.ToolSourcesConfig;
import dev.parley.config.ToolSourcesConfig.Audience;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings of a server for tests. */
final class McpSettings {
  private String command;
  private List<String> args = List.of();
  private Map<String, Secret> env = Map.of();
  private URI url;
  private Secret token;
  private List<String> allow = List.of("*");
  private Boolean reads;
  private boolean trust;
  private Duration timeout = Duration.ofSeconds(20);

  static McpSettings node(List<String> args) {
    return program("node", args);
  }

  static McpSettings program(String command, List<String> args) {
    McpSettings settings = new McpSettings();
    settings.command = command;
    settings.args = args;
    return settings;
  }

  static McpSettings http(int port, String token) {
    McpSettings settings = new McpSettings();
    settings.url = URI.create("http://127.0.0.1:" + port + "/mcp");
    settings.token = new Secret(token);
    return settings;
  }

  McpSettings env(String name, String value) {
    env = Map.of(name, new Secret(value));
    return this;
  }

  McpSettings allow(String... names) {
    allow = List.of(names);
    return this;
  }

  McpSettings reads(boolean value) {
    reads = value;
    return this;
  }

  McpSettings trust() {
    trust = true;
    return this;
  }

  McpSettings timeout(Duration duration) {
    timeout = duration;
    return this;
  }

  ToolSourcesConfig.McpServer build() {
    return new ToolSourcesConfig.McpServer(
        "test",
        command,
        args,
        env,
        url,
        token,
        allow,
        Set.of(Audience.ADMIN, Audience.GUEST),
        reads,
        trust,
        timeout);
  }
}
