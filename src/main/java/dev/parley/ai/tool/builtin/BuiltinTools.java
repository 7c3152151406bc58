package dev.parley.ai.tool.builtin;

import dev.parley.ai.tool.Tool;
import dev.parley.ai.tool.ToolSource;
import dev.parley.bus.Bus;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;

/** What the server can do for a model by itself. It only reads, so everybody may have it. */
public final class BuiltinTools implements ToolSource {
  private final List<Tool> tools;

  /**
   * @param names any of {@code time}, {@code calculator}, {@code search}
   * @throws IllegalArgumentException for another name
   */
  public BuiltinTools(Bus bus, List<String> names) {
    tools = names.stream().map(name -> tool(name, bus)).toList();
  }

  private static Tool tool(String name, Bus bus) {
    return switch (name) {
      case "time" -> new TimeTool(Clock.system(ZoneId.systemDefault()));
      case "calculator" -> new CalculatorTool();
      case "search" -> new SearchTool(bus);
      default -> throw new IllegalArgumentException("No such tool: " + name);
    };
  }

  @Override
  public List<Tool> tools() {
    return tools;
  }
}
