package dev.parley.ai.provider.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.bus.Json;
import dev.parley.chat.Usage;
import java.util.Base64;

/** Chat completions, which many kinds of servers speak. */
public final class ChatCompletions implements Wire {
  private static final String DONE = "[DONE]";
  private static final String FILTERED = "content_filter";

  @Override
  public Framing framing() {
    return Framing.EVENTS;
  }

  @Override
  public byte[] request(Prompt prompt) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("model", prompt.model());
    ArrayNode messages = body.putArray("messages");
    for (Turn turn : prompt.turns()) {
      ObjectNode message = messages.addObject().put("role", turn.speaker().role());
      if (turn.pictures().isEmpty()) {
        message.put("content", turn.content());
      } else {
        addParts(message.putArray("content"), turn);
      }
    }
    body.put("stream", true).putObject("stream_options").put("include_usage", true);
    return Documents.write(body);
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

  @Override
  public Reader reader() {
    return ChatCompletions::read;
  }

  /** Reads a chunk of a stream ({@code delta}) or a whole answer ({@code message}). */
  private static Piece read(String document) throws JsonProcessingException {
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
        Documents.error(root));
  }

  private static Piece.Stage stage(String finishReason) {
    if (finishReason == null) {
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

  private static Usage usage(JsonNode usage) {
    return usage.path("completion_tokens").isNumber()
        ? new Usage(
            usage.path("prompt_tokens").asInt(), usage.path("completion_tokens").asInt(), false)
        : null;
  }
}
