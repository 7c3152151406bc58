package dev.parley.ai.tool;

import dev.parley.ai.provider.Provider;
import dev.parley.bus.Bus;
import dev.parley.config.Config;
import io.vertx.core.Vertx;
import java.util.Map;

/**
 * Where models get tools: answers are asked for here, and go on until no tool is wanted any more.
 */
public record Workbench(Vertx vertx, Bus bus, Toolbox toolbox, Config.Tools settings) {

  /**
   * Starts an answer as {@link Provider#start} does.
   *
   * @param asked null when nobody is known in whose name tools could be called: there are none then
   */
  public Provider.Call start(
      Provider provider, Provider.Prompt prompt, Asked asked, Provider.Listener listener) {
    boolean without = asked == null || !settings.enabled() || toolbox.unable().has(prompt.model());
    Map<String, Tool> tools = without ? Map.of() : toolbox.offered(asked.person());
    if (tools.isEmpty()) {
      return provider.start(prompt, listener);
    }
    ToolLoop loop = new ToolLoop(this, provider, prompt, tools, asked, listener);
    loop.begin();
    return loop;
  }
}
