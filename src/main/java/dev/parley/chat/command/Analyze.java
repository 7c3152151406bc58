package dev.parley.chat.command;

import dev.parley.chat.Sentiment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The mood of a text, and what it says. */
final class Analyze implements Command {
  private static final String INSTRUCTIONS =
      "Analyze the text that the user gives you. Answer with a JSON object and nothing else:"
          + " \"sentiment\" is positive, neutral or negative; \"score\" is a number from -1 to 1"
          + " that says how much; \"key_points\" lists at most "
          + KeyPoints.MOST
          + " short key points, in the language of the text.";

  private static final String SCHEMA =
      """
      {"type": "object", "properties": {
        "sentiment": {"type": "string", "enum": ["positive", "neutral", "negative"]},
        "score": {"type": "number"},
        "key_points": {"type": "array", "items": {"type": "string"}}},
       "required": ["sentiment", "score", "key_points"], "additionalProperties": false}\
      """;

  private static final Set<String> SENTIMENTS = Set.of("positive", "neutral", "negative");

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
        .ask(INSTRUCTIONS, text, SCHEMA)
        .thenCombine(services.sentiment(text), Analyze::result);
  }

  /** What the model left out or got wrong is filled in. */
  private static Map<String, Object> result(Services.Values answer, Sentiment judged) {
    Sentiment sentiment = sentiment(answer.byName()).orElse(judged);
    return Map.of(
        "sentiment", sentiment.label(), "score", sentiment.score(), "key_points", points(answer));
  }

  private static Optional<Sentiment> sentiment(Map<String, Object> values) {
    return values.get("sentiment") instanceof String label
            && SENTIMENTS.contains(label)
            && values.get("score") instanceof Number score
            && Math.abs(score.doubleValue()) <= 1
        ? Optional.of(new Sentiment(label, score.doubleValue()))
        : Optional.empty();
  }

  private static List<String> points(Services.Values answer) {
    return answer.byName().get("key_points") instanceof List<?> points
        ? points.stream()
            .filter(String.class::isInstance)
            .map(point -> ((String) point).strip())
            .filter(point -> !point.isEmpty())
            .limit(KeyPoints.MOST)
            .toList()
        : KeyPoints.of(answer.text());
  }
}
