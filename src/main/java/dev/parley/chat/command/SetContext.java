package dev.parley.chat.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Replaces the context of the person. */
final class SetContext implements Command {
  @Override
  public String name() {
    return "setcontext";
  }

  @Override
  public String description() {
    return "Sets what every model is told in all of your conversations";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("text", "Your context here"));
  }

  @Override
  public CompletionStage<Map<String, Object>> run(
      Map<String, String> arguments, Services services) {
    return services
        .setContext(arguments.get("text"))
        .thenApply(set -> Map.of("message", "The context was set"));
  }
}
