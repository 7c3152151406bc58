package dev.parley.dialect.actions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Message;
import dev.parley.chat.MessageType;
import dev.parley.dialect.JsonFrames;
import java.time.Instant;

/** How system 2 sees what is stored: the same in frames and over HTTP. */
public final class ActionsViews {
  private ActionsViews() {}

  public static ObjectNode message(Message message) {
    return message(
        Long.toString(message.id()),
        message.content(),
        message.type() == MessageType.ASSISTANT,
        message.createdAt());
  }

  static ObjectNode message(String id, String content, boolean ai, Instant timestamp) {
    return JsonFrames.object()
        .put("id", id)
        .put("content", content)
        .put("is_ai", ai)
        .put("timestamp", timestamp.toString());
  }
}
