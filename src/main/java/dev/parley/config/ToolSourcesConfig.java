package dev.parley.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where tools come from.
 *
 * @param builtin names of those that the server has itself
 * @param bus programs on the event bus, one tool each
 * @param mcp servers of the Model Context Protocol
 */
public record ToolSourcesConfig(List<String> builtin, List<BusTool> bus, List<McpServer> mcp) {
  public static final ToolSourcesConfig NONE =
      new ToolSourcesConfig(List.of(), List.of(), List.of());

  public ToolSourcesConfig {
    builtin = List.copyOf(builtin);
    bus = List.copyOf(bus);
    mcp = List.copyOf(mcp);
  }

  /** Who may have a tool called; an administrator is a user as well. */
  public enum Audience {
    GUEST,
    USER,
    ADMIN
  }

  /**
   * A tool on the event bus.
   *
   * @param name last part of its address, and its name for models
   * @param parameters a JSON Schema of an object, as text
   * @param reads it changes nothing that anybody could miss
   * @param timeout from the request to the reply
   */
  public record BusTool(
      String name,
      String description,
      String parameters,
      boolean reads,
      Set<Audience> roles,
      Duration timeout) {
    public BusTool {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * A server of the Model Context Protocol: a program that is started here, or a URL.
   *
   * @param name what the names of its tools begin with
   * @param command null for one with a URL
   * @param env all that the program finds in its environment, PATH and HOME aside
   * @param url null for one with a command
   * @param token sent as bearer token; nullable
   * @param allow names of tools that may be used, "*" for all; none when empty
   * @param reads whether its tools change nothing that anybody could miss; null when they may
   *     themselves say so, see {@code trust}
   * @param trust a tool that says that it only reads is believed
   * @param timeout from a request to its reply
   */
  public record McpServer(
      String name,
      String command,
      List<String> args,
      Map<String, Secret> env,
      URI url,
      Secret token,
      List<String> allow,
      Set<Audience> roles,
      Boolean reads,
      boolean trust,
      Duration timeout) {
    public McpServer {
      args = List.copyOf(args);
      env = Map.copyOf(env);
      allow = List.copyOf(allow);
      roles = Set.copyOf(roles);
    }
  }
}
