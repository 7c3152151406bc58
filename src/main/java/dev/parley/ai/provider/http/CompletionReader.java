package dev.parley.ai.provider.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Usage;
import java.util.ArrayList;
import java.util.List;

/** Reads chat completions: the chunks of a stream, or a whole answer. */
final class CompletionReader {
  private static final String DONE = "[DONE]";
  private static final String FILTERED = "content_filter";

  private CompletionReader() {}

  /** Reads a chunk of a stream ({@code delta}) or a whole answer ({@code message}). */
  static Piece read(String document) throws JsonProcessingException {
    if (document.strip().equals(DONE)) {
      return new Piece("", false, Piece.Stage.DONE, null, null);
    }
    JsonNode root = Documents.object(document);
    JsonNode choice = root.path("choices").path(0);
    JsonNode message = choice.has("delta") ? choice.path("delta") : choice.path("message");
    return new Piece(
        text(message),
        reasons(message),
        stage(choice.path("finish_reason").textValue()),
        usage(root.path("usage")),
        Documents.error(root),
        calls(message.path("tool_calls")));
  }

  private static Piece.Stage stage(String finishReason) {
    // Some servers write an empty one where there is none.
    if (finishReason == null || finishReason.isEmpty()) {
      return Piece.Stage.GOES_ON;
    }
    return finishReason.equals(FILTERED) ? Piece.Stage.REFUSED : Piece.Stage.FINISHED;
  }

  /** Two names are in use for the same, neither of them in the standard. */
  private static boolean reasons(JsonNode message) {
    return !message.path("reasoning_content").asText("").isEmpty()
        || !message.path("reasoning").asText("").isEmpty();
  }

  /** Content is a text or a list of parts; a refusal is what the model says instead. */
  private static String text(JsonNode message) {
    JsonNode content = message.path("content");
    if (content.isTextual()) {
      return content.textValue();
    }
    if (!content.isArray()) {
      return message.path("refusal").asText("");
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }

  /** Where no index is told, the place in the list is the index; some tell one without a list. */
  private static List<CallPart> calls(JsonNode calls) {
    if (calls.isObject()) {
      return List.of(call(calls, 0));
    }
    List<CallPart> parts = new ArrayList<>();
    calls.forEach(call -> parts.add(call(call, parts.size())));
    return parts;
  }

  private static CallPart call(JsonNode call, int place) {
    JsonNode function = call.path("function");
    return new CallPart(
        Math.max(0, call.path("index").asInt(place)),
        call.path("id").asText(""),
        function.path("name").asText(""),
        FunctionTools.arguments(function));
  }

  private static Usage usage(JsonNode usage) {
    return usage.path("completion_tokens").isNumber()
        ? new Usage(
            usage.path("prompt_tokens").asInt(), usage.path("completion_tokens").asInt(), false)
        : null;
  }
}
