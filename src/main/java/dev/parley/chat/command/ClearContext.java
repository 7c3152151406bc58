package dev.parley.chat.command;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Takes the context of the person away. */
final class ClearContext implements Command {
  @Override
  public String name() {
    return "clearcontext";
  }

  @Override
  public String description() {
    return "Takes your context away";
  }

  @Override
  public CompletionStage<Map<String, Object>> run(
      Map<String, String> arguments, Services services) {
    return services
        .setContext("")
        .thenApply(cleared -> Map.of("message", "The context was cleared"));
  }
}
