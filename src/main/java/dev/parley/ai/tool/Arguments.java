package dev.parley.ai.tool;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What a model wrote as the arguments of a call. */
public final class Arguments {
  /** Longest text that is read, characters. */
  public static final int MAX_LENGTH = 100_000;

  /** What a model is told that wrote anything else. */
  public static final String REFUSED =
      "The arguments are not a JSON object of at most " + MAX_LENGTH + " characters.";

  private Arguments() {}

  /** The object; empty when it is not one. Nothing at all counts as an object without fields. */
  public static Optional<JsonObject> parse(String text) {
    if (text == null || text.isBlank()) {
      return Optional.of(new JsonObject());
    }
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(new JsonObject(text));
    } catch (DecodeException notAnObject) {
      return Optional.empty();
    }
  }

  /** The text of a field; null when there is none, or something else. */
  public static String text(JsonObject arguments, String field) {
    return arguments.getValue(field) instanceof String text && !text.isBlank()
        ? text.strip()
        : null;
  }
}
