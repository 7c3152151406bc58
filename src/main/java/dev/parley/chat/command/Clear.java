package dev.parley.chat.command;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Empties the conversation. */
final class Clear implements Command {
  @Override
  public String name() {
    return "clear";
  }

  @Override
  public String description() {
    return "Deletes all messages of this conversation";
  }

  @Override
  public CompletionStage<Map<String, Object>> run(
      Map<String, String> arguments, Services services) {
    return services
        .clearConversation()
        .thenApply(cleared -> Map.of("message", "The conversation was cleared"));
  }
}
