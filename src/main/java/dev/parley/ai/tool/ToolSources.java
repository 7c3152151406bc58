package dev.parley.ai.tool;

import dev.parley.ai.tool.builtin.BuiltinTools;
import dev.parley.ai.tool.bus.BusTools;
import dev.parley.ai.tool.mcp.McpTools;
import dev.parley.bus.Bus;
import dev.parley.config.ToolSourcesConfig;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Opens the sources that are configured. */
public final class ToolSources {
  private ToolSources() {}

  /**
   * Opens them on the current context, which is the one they are to be used on. Nothing is waited
   * for, and nothing that cannot be reached makes it fail: its tools come when it does.
   */
  public static List<ToolSource> open(Vertx vertx, Bus bus, ToolSourcesConfig settings) {
    List<ToolSource> sources = new ArrayList<>();
    if (!settings.builtin().isEmpty()) {
      sources.add(new BuiltinTools(bus, settings.builtin()));
    }
    if (!settings.bus().isEmpty()) {
      sources.add(new BusTools(vertx, settings.bus()));
    }
    settings.mcp().forEach(server -> sources.add(McpTools.open(vertx, server)));
    return List.copyOf(sources);
  }
}
