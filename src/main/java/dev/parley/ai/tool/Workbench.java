package dev.parley.ai.tool;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.tool.Tool.Person;
import dev.parley.bus.Bus;
import dev.parley.config.ToolsConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;

/**
 * Where models get tools: answers are asked for here, and go on until no tool is wanted any more.
 */
public record Workbench(Vertx vertx, Bus bus, Toolbox toolbox, ToolsConfig settings) {

  /**
   * Starts an answer as {@link Provider#start} does.
   *
   * @param asked null when nobody is known in whose name tools could be called: there are none then
   */
  public Provider.Call start(
      Provider provider, Provider.Prompt prompt, Asked asked, Provider.Listener listener) {
    Map<String, Tool> tools = asked == null ? Map.of() : offered(prompt.model(), asked.person());
    if (tools.isEmpty()) {
      return provider.start(prompt, listener);
    }
    ToolLoop loop = new ToolLoop(this, provider, prompt, tools, asked, listener);
    loop.begin();
    return loop;
  }

  private Map<String, Tool> offered(String model, Person person) {
    return settings.enabled() && !toolbox.unable().has(model) ? toolbox.offered(person) : Map.of();
  }

  /** Characters of what a model is told of the tools that this person may have called. */
  public int characters(String model, Person person) {
    return characters(offered(model, person).values().stream().map(Tool::spec).toList());
  }

  /** Characters of what a model is told of these. */
  public static int characters(List<ToolSpec> tools) {
    return tools.stream()
        .mapToInt(
            spec -> spec.name().length() + spec.description().length() + spec.parameters().length())
        .sum();
  }
}
