package dev.parley.ai.provider.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.ai.provider.http.Documents;
import dev.parley.ai.provider.http.Piece;
import dev.parley.ai.provider.http.Piece.Stage;
import dev.parley.ai.provider.http.Wire;
import dev.parley.chat.Usage;

/**
 * The events of one message. Usage comes in two halves: what was asked at the start, what was
 * answered at the end; the counts of a later event are sums, not additions. Events that are not
 * known mean nothing here, as the API wants it.
 */
final class MessagesReader implements Wire.Reader {
  private static final String REFUSAL = "refusal";

  private int asked;
  private int answered;

  @Override
  public Piece read(String document) throws JsonProcessingException {
    JsonNode root = Documents.object(document);
    JsonNode error = Documents.error(root);
    if (error != null) {
      return Piece.error(error);
    }
    return switch (root.path("type").asText("")) {
      case "message_start" ->
          new Piece("", false, Stage.GOES_ON, count(root.path("message").path("usage")), null);
      case "content_block_start" -> Piece.text(text(root.path("content_block")));
      case "content_block_delta" -> delta(root.path("delta"));
      case "message_delta" ->
          new Piece("", false, stage(root.path("delta")), count(root.path("usage")), null);
      case "message_stop" -> new Piece("", false, Stage.DONE, null, null);
      case "message" -> whole(root);
      default -> Piece.NOTHING;
    };
  }

  private static Piece delta(JsonNode delta) {
    return switch (delta.path("type").asText("")) {
      case "text_delta" -> Piece.text(text(delta));
      case "thinking_delta", "signature_delta" -> new Piece("", true, Stage.GOES_ON, null, null);
      default -> Piece.NOTHING;
    };
  }

  private Piece whole(JsonNode message) {
    StringBuilder text = new StringBuilder();
    message.path("content").forEach(block -> text.append(text(block)));
    return new Piece(text.toString(), false, stage(message), count(message.path("usage")), null);
  }

  private static String text(JsonNode block) {
    return block.path("text").asText("");
  }

  private static Stage stage(JsonNode message) {
    String reason = message.path("stop_reason").textValue();
    if (reason == null) {
      return Stage.GOES_ON;
    }
    return reason.equals(REFUSAL) ? Stage.REFUSED : Stage.FINISHED;
  }

  /** What was read from or written to the cache was asked as well. */
  private Usage count(JsonNode usage) {
    if (usage.path("input_tokens").isNumber()) {
      asked =
          usage.path("input_tokens").asInt()
              + usage.path("cache_creation_input_tokens").asInt()
              + usage.path("cache_read_input_tokens").asInt();
    }
    answered = usage.path("output_tokens").asInt(answered);
    return new Usage(asked, answered, false);
  }
}
