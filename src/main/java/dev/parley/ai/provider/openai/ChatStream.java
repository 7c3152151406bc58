package dev.parley.ai.provider.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.bus.Json;
import dev.parley.chat.Usage;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;

/** The JSON of chat completions: the request, and what is read of the answers. */
final class ChatStream {
  /**
   * What one document of an answer says.
   *
   * @param text never null, mostly not empty
   * @param finishReason null while the answer goes on
   * @param usage null unless told
   * @param error the provider's own error object; null when there is none
   */
  record Piece(String text, String finishReason, Usage usage, JsonNode error) {}

  private ChatStream() {}

  static Buffer request(Prompt prompt) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("model", prompt.model());
    ArrayNode messages = body.putArray("messages");
    for (Turn turn : prompt.turns()) {
      ObjectNode message = messages.addObject().put("role", role(turn.speaker()));
      if (turn.pictures().isEmpty()) {
        message.put("content", turn.content());
      } else {
        addParts(message.putArray("content"), turn);
      }
    }
    body.put("stream", true).putObject("stream_options").put("include_usage", true);
    try {
      return Buffer.buffer(Json.MAPPER.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("A prompt that is not text", e);
    }
  }

  private static void addParts(ArrayNode parts, Turn turn) {
    if (!turn.content().isEmpty()) {
      parts.addObject().put("type", "text").put("text", turn.content());
    }
    for (Picture picture : turn.pictures()) {
      String url =
          switch (picture) {
            case Picture.Elsewhere(String address) -> address;
            case Picture.Bytes(String mediaType, byte[] bytes) ->
                "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(bytes);
          };
      parts.addObject().put("type", "image_url").putObject("image_url").put("url", url);
    }
  }

  private static String role(Turn.Speaker speaker) {
    return switch (speaker) {
      case SYSTEM -> "system";
      case USER -> "user";
      case ASSISTANT -> "assistant";
    };
  }

  /** Reads a chunk of a stream ({@code delta}) or a whole answer ({@code message}). */
  static Piece read(String json) throws JsonProcessingException {
    JsonNode root = Json.MAPPER.readTree(json);
    if (!root.isObject()) {
      throw new NotAnAnswerException("JSON of type " + root.getNodeType());
    }
    JsonNode error = root.path("error");
    JsonNode choice = root.path("choices").path(0);
    JsonNode message = choice.has("delta") ? choice.path("delta") : choice.path("message");
    return new Piece(
        text(message),
        choice.path("finish_reason").textValue(),
        usage(root.path("usage")),
        error.isMissingNode() || error.isNull() ? null : error);
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

  private static Usage usage(JsonNode usage) {
    return usage.path("completion_tokens").isNumber()
        ? new Usage(
            usage.path("prompt_tokens").asInt(), usage.path("completion_tokens").asInt(), false)
        : null;
  }

  /** Valid JSON that is something else. */
  static final class NotAnAnswerException extends JsonProcessingException {
    private static final long serialVersionUID = 1L;

    NotAnAnswerException(String message) {
      super(message);
    }
  }
}
