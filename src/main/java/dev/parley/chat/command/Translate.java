package dev.parley.chat.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A text in another language. */
final class Translate implements Command {
  private static final String INSTRUCTIONS =
      "Translate the text that the user gives you. Answer with the translation alone. The language"
          + " to translate into: ";

  @Override
  public String name() {
    return "translate";
  }

  @Override
  public String description() {
    return "Translates a text";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("text", "Your text here"), new Parameter("target_language", "Spanish"));
  }

  @Override
  public boolean asksModel() {
    return true;
  }

  @Override
  public CompletionStage<Map<String, Object>> run(
      Map<String, String> arguments, Services services) {
    String language = arguments.get("target_language");
    return services
        .ask(INSTRUCTIONS + language, arguments.get("text"))
        .thenApply(answer -> Map.of("translation", answer.strip(), "target_language", language));
  }
}
