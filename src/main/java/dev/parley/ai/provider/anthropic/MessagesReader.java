package dev.parley.ai.provider.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.ai.provider.http.CallPart;
import dev.parley.ai.provider.http.Documents;
import dev.parley.ai.provider.http.Piece;
import dev.parley.ai.provider.http.Piece.Stage;
import dev.parley.ai.provider.http.Wire;
import dev.parley.chat.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one message, whose blocks come one after another. Usage comes in two halves: what
 * was asked at the start, what was answered at the end; the counts of a later event are sums, not
 * additions. Events that are not known mean nothing here, as the API wants it.
 */
final class MessagesReader implements Wire.Reader {
  private static final String REFUSAL = "refusal";
  private static final int NO_TOOL = -1;

  private int asked;
  private int answered;

  /** The block that is the call of a tool, while it lasts. */
  private int tool = NO_TOOL;

  private boolean argued;

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
      case "content_block_start" -> block(root.path("index").asInt(), root.path("content_block"));
      case "content_block_delta" -> delta(root.path("delta"));
      case "content_block_stop" -> blockEnd();
      case "message_delta" ->
          new Piece("", false, stage(root.path("delta")), count(root.path("usage")), null);
      case "message_stop" -> new Piece("", false, Stage.DONE, null, null);
      case "message" -> whole(root);
      default -> Piece.NOTHING;
    };
  }

  private Piece block(int index, JsonNode block) {
    if (!isCall(block)) {
      tool = NO_TOOL;
      return Piece.text(text(block));
    }
    tool = Math.max(0, index);
    argued = !block.path("input").isEmpty();
    return Piece.call(call(tool, block, argued ? block.path("input").toString() : ""));
  }

  private Piece delta(JsonNode delta) {
    return switch (delta.path("type").asText("")) {
      case "text_delta" -> Piece.text(text(delta));
      case "thinking_delta", "signature_delta" -> new Piece("", true, Stage.GOES_ON, null, null);
      case "input_json_delta" -> argument(delta.path("partial_json").asText(""));
      default -> Piece.NOTHING;
    };
  }

  /** Tools that the server itself calls have arguments too. */
  private Piece argument(String more) {
    if (tool == NO_TOOL) {
      return Piece.NOTHING;
    }
    argued |= !more.isEmpty();
    return Piece.call(new CallPart(tool, "", "", more));
  }

  private Piece blockEnd() {
    int ended = tool;
    tool = NO_TOOL;
    return ended == NO_TOOL || argued
        ? Piece.NOTHING
        : Piece.call(new CallPart(ended, "", "", "{}"));
  }

  private Piece whole(JsonNode message) {
    StringBuilder text = new StringBuilder();
    List<CallPart> calls = new ArrayList<>();
    for (JsonNode block : message.path("content")) {
      text.append(text(block));
      if (isCall(block)) {
        calls.add(call(CallPart.WHOLE, block, block.path("input").toString()));
      }
    }
    return new Piece(
        text.toString(), false, stage(message), count(message.path("usage")), null, calls);
  }

  private static boolean isCall(JsonNode block) {
    return block.path("type").asText("").equals("tool_use");
  }

  private static CallPart call(int index, JsonNode block, String arguments) {
    return new CallPart(
        index, block.path("id").asText(""), block.path("name").asText(""), arguments);
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
