package dev.parley.ai.provider.bus;

import dev.parley.ai.provider.http.Fault;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;

/** What a program says. */
sealed interface BusReply {
  /** Most characters of one text. */
  int MAX_TEXT = 1_000_000;

  record Text(String text) implements BusReply {}

  /**
   * The model wants a tool to be called.
   *
   * @param id empty unless told
   */
  record Call(String id, String name, String arguments) implements BusReply {}

  /** A sign of life. */
  record Thinking() implements BusReply {}

  record Counted(Usage usage) implements BusReply {}

  record Done() implements BusReply {}

  record Failed(Fault fault) implements BusReply {}

  /** Reads a message; one that cannot be read is a failure. */
  static BusReply read(Object body) {
    if (!(body instanceof JsonObject json)) {
      return unreadable();
    }
    try {
      return read(json);
    } catch (ClassCastException wrongType) {
      return unreadable();
    }
  }

  private static BusReply read(JsonObject json) {
    return switch (json.getString("type", "")) {
      case "text" -> json.getValue("text") instanceof String text ? text(text) : unreadable();
      case "tool_call" ->
          new Call(words(json, "id"), words(json, "name"), words(json, "arguments"));
      case "thinking" -> new Thinking();
      case "usage" ->
          new Counted(
              new Usage(count(json, "prompt_tokens"), count(json, "completion_tokens"), false));
      case "done" -> new Done();
      case "error" -> new Failed(fault(json));
      default -> unreadable();
    };
  }

  /** How many characters it holds. */
  default int length() {
    return switch (this) {
      case Text(String text) -> text.length();
      case Call(String id, String name, String arguments) ->
          id.length() + name.length() + arguments.length();
      case Thinking(), Counted(_), Done(), Failed(_) -> 0;
    };
  }

  private static BusReply text(String text) {
    return text.length() <= MAX_TEXT
        ? new Text(text)
        : new Failed(Fault.lasting("The AI provider sent more at once than can be taken"));
  }

  private static String words(JsonObject json, String field) {
    return Objects.requireNonNullElse(json.getString(field), "");
  }

  private static int count(JsonObject json, String field) {
    return Math.max(0, json.getInteger(field, 0));
  }

  private static Fault fault(JsonObject json) {
    Long after = json.getLong("retry_after_ms");
    boolean retryable = json.getBoolean("retryable", false);
    Map<String, Fault> known =
        Map.of(
            ErrorCode.CONTENT_REFUSED.name(), Fault.refused(),
            ErrorCode.PROVIDER_TIMEOUT.name(),
                Fault.timeout("The AI provider did not answer in time"));
    Failure failure =
        new Failure(
            ErrorCode.PROVIDER_UNAVAILABLE,
            "The AI provider reported an error",
            after == null || after < 0 ? null : after);
    return known.getOrDefault(json.getString("code", ""), new Fault(failure, retryable));
  }

  private static BusReply unreadable() {
    return new Failed(Fault.passing("The AI provider sent something that cannot be read"));
  }
}
