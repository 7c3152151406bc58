package dev.parley.chat.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The mood of a text, and what it says. */
final class Analyze implements Command {
  private static final String INSTRUCTIONS =
      "List the key points of the text that the user gives you, in its own language: at most "
          + KeyPoints.MOST
          + " points, one on each line, without numbers and without anything else.";

  @Override
  public String name() {
    return "analyze";
  }

  @Override
  public String description() {
    return "Tells the sentiment and the key points of a text";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("text", "Your text here"));
  }

  @Override
  public boolean asksModel() {
    return true;
  }

  @Override
  public CompletionStage<Map<String, Object>> run(
      Map<String, String> arguments, Services services) {
    String text = arguments.get("text");
    return services
        .ask(INSTRUCTIONS, text)
        .thenCombine(
            services.sentiment(text),
            (answer, sentiment) ->
                Map.of(
                    "sentiment",
                    sentiment.label(),
                    "score",
                    sentiment.score(),
                    "key_points",
                    KeyPoints.of(answer)));
  }
}
