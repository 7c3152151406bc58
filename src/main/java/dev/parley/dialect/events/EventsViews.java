package dev.parley.dialect.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.Message;
import dev.parley.chat.MessageType;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.Outcomes;
import dev.parley.dialect.ToolFigures;
import dev.parley.dialect.Voice;
import dev.parley.protocol.ServerEvent.BackendStatus;
import java.util.List;

/** How system 3 sees chats and figures: the same in frames and over HTTP. */
public final class EventsViews {
  private EventsViews() {}

  /** What is being written is not part of the log yet, and what was deleted no more. */
  public static ArrayNode log(List<Message> messages) {
    ArrayNode log = JsonFrames.object().putArray("messages");
    for (Message message : messages) {
      if (Voice.logged(message)) {
        log.addObject()
            .put("id", message.id())
            .put("role", message.type() == MessageType.ASSISTANT ? "assistant" : "user")
            .put("content", message.content())
            .put("timestamp", message.createdAt().toString());
      }
    }
    return log;
  }

  /** Adds to an answer what a slash command came to. */
  public static ObjectNode command(ObjectNode view, CommandOutcome outcome) {
    return view.put("command", outcome.command()).set("result", Outcomes.result(outcome));
  }

  public static ObjectNode status(BackendStatus status) {
    return status(JsonFrames.object(), status);
  }

  static ObjectNode status(ObjectNode view, BackendStatus status) {
    long latencyMs = status.latencyMs() == null ? 0 : Math.round(status.latencyMs());
    view.put("tokens_used", status.tokensUsed())
        .put("latency", latencyMs + "ms")
        .put("latency_ms", latencyMs)
        .put("tokens_per_second", status.tokensPerSecond())
        .put("active_connections", status.activeConnections())
        .put("tool_activity", status.toolActivity())
        .put("model", status.model());
    return ToolFigures.put(view, status.tools());
  }
}
