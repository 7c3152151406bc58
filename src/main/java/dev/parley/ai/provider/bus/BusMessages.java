package dev.parley.ai.provider.bus;

import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.Turn;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;

/**
 * The messages of one answer, and the addresses they go to.
 *
 * @param name of the program
 * @param id of the answer, unique
 */
record BusMessages(String name, String id) {
  private static final int VERSION = 1;

  /** Where requests go: to one of the programs that serve it. */
  String address() {
    return "parley.provider." + name;
  }

  /** Where the answer is expected. */
  String replies() {
    return address() + ".reply." + id;
  }

  /** Where all programs hear which answers are not wanted any more. */
  String cancellations() {
    return address() + ".cancel";
  }

  JsonObject request(Prompt prompt) {
    JsonArray messages = new JsonArray();
    prompt.turns().forEach(turn -> messages.add(message(turn)));
    JsonObject request =
        typed("generate")
            .put("model", prompt.model())
            .put("messages", messages)
            .put("reply_to", replies());
    BusWishes.put(request, prompt);
    return request;
  }

  JsonObject cancel() {
    return typed("cancel");
  }

  private JsonObject typed(String type) {
    return new JsonObject().put("type", type).put("version", VERSION).put("id", id);
  }

  private static JsonObject message(Turn turn) {
    JsonObject message =
        new JsonObject().put("role", turn.speaker().role()).put("content", turn.content());
    if (!turn.pictures().isEmpty()) {
      JsonArray images = new JsonArray();
      turn.pictures().forEach(picture -> images.add(image(picture)));
      message.put("images", images);
    }
    if (!turn.calls().isEmpty()) {
      JsonArray calls = new JsonArray();
      turn.calls().forEach(call -> calls.add(call(call)));
      message.put("tool_calls", calls);
    }
    if (turn.answers() != null) {
      message.put("tool_call_id", turn.answers());
    }
    return message;
  }

  private static JsonObject call(ToolCall call) {
    return new JsonObject()
        .put("id", call.id())
        .put("name", call.name())
        .put("arguments", call.arguments());
  }

  private static JsonObject image(Picture picture) {
    return switch (picture) {
      case Picture.Elsewhere(String url) -> new JsonObject().put("url", url);
      case Picture.Bytes(String mediaType, byte[] bytes) ->
          new JsonObject()
              .put("media_type", mediaType)
              .put("data", Base64.getEncoder().encodeToString(bytes));
    };
  }
}
