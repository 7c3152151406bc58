package dev.parley.chat.command;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What was said so far, in short. */
final class Summarize implements Command {
  private static final String INSTRUCTIONS =
      "Summarize the conversation that the user gives you, in its own language, in a few sentences:"
          + " what it is about, what was found out, what is open. Answer with the summary alone.";

  @Override
  public String name() {
    return "summarize";
  }

  @Override
  public String description() {
    return "Summarizes this conversation";
  }

  @Override
  public boolean asksModel() {
    return true;
  }

  @Override
  public CompletionStage<Map<String, Object>> run(
      Map<String, String> arguments, Services services) {
    return services
        .transcript()
        .thenCompose(
            transcript ->
                transcript.isEmpty()
                    ? CompletableFuture.completedStage("There is nothing to summarize yet")
                    : services.ask(INSTRUCTIONS, transcript))
        .thenApply(summary -> Map.of("summary", summary.strip()));
  }
}
