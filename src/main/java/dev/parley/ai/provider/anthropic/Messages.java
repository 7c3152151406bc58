package dev.parley.ai.provider.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.ai.provider.http.Documents;
import java.util.Base64;

/**
 * Turns as messages. A person speaks first, no text is empty, and what all tools of a round said is
 * one message of the person: the API refuses anything else.
 */
final class Messages {
  private static final String CUT = "(The beginning of this conversation is left out.)";

  private final ArrayNode list;

  /** Of the round that is being written; null outside of one. */
  private ArrayNode results;

  Messages(ArrayNode list) {
    this.list = list;
  }

  /** Adds a turn of anybody but the system. */
  void add(Turn turn) {
    if (list.isEmpty() && turn.speaker() == Speaker.ASSISTANT) {
      list.addObject().put("role", Speaker.USER.role()).put("content", CUT);
    }
    if (turn.speaker() == Speaker.TOOL) {
      addResult(turn);
      return;
    }
    results = null;
    ObjectNode message = list.addObject().put("role", turn.speaker().role());
    if (turn.pictures().isEmpty() && turn.calls().isEmpty()) {
      message.put("content", turn.content());
    } else {
      addBlocks(message.putArray("content"), turn);
    }
  }

  private void addResult(Turn turn) {
    if (results == null) {
      results = list.addObject().put("role", Speaker.USER.role()).putArray("content");
    }
    results
        .addObject()
        .put("type", "tool_result")
        .put("tool_use_id", turn.answers())
        .put("content", turn.content());
  }

  private static void addBlocks(ArrayNode blocks, Turn turn) {
    turn.pictures().forEach(picture -> add(blocks, picture));
    if (!turn.content().isBlank()) {
      blocks.addObject().put("type", "text").put("text", turn.content());
    }
    for (ToolCall call : turn.calls()) {
      blocks
          .addObject()
          .put("type", "tool_use")
          .put("id", call.id())
          .put("name", call.name())
          .set("input", Documents.arguments(call));
    }
  }

  private static void add(ArrayNode blocks, Picture picture) {
    ObjectNode source = blocks.addObject().put("type", "image").putObject("source");
    switch (picture) {
      case Picture.Elsewhere(String url) -> source.put("type", "url").put("url", url);
      case Picture.Bytes(String mediaType, byte[] bytes) ->
          source
              .put("type", "base64")
              .put("media_type", mediaType)
              .put("data", Base64.getEncoder().encodeToString(bytes));
    }
  }
}
