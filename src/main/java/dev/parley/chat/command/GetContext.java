package dev.parley.chat.command;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Shows the context of the person; empty when there is none. */
final class GetContext implements Command {
  @Override
  public String name() {
    return "getcontext";
  }

  @Override
  public String description() {
    return "Shows your context";
  }

  @Override
  public CompletionStage<Map<String, Object>> run(
      Map<String, String> arguments, Services services) {
    return services.context().thenApply(context -> Map.of("context", context));
  }
}
