package dev.parley.ai.tool.bus;

import dev.parley.ai.tool.Tool;
import dev.parley.ai.tool.ToolSource;
import dev.parley.config.ToolSourcesConfig;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Programs on the event bus, in any language; docs/polyglot.md is their contract. Only those that
 * the configuration names are called, whatever else is served on the bus.
 */
public final class BusTools implements ToolSource {
  private final List<Tool> tools;

  public BusTools(Vertx vertx, List<ToolSourcesConfig.BusTool> settings) {
    tools = settings.stream().<Tool>map(tool -> new BusTool(vertx.eventBus(), tool)).toList();
  }

  @Override
  public List<Tool> tools() {
    return tools;
  }
}
