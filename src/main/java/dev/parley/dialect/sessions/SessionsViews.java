package dev.parley.dialect.sessions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.GenerationMetrics;
import dev.parley.chat.Message;
import dev.parley.chat.MessageType;
import dev.parley.chat.Sentiment;
import dev.parley.dialect.JsonFrames;

/** How system 1 sees what is stored: the same in frames and over HTTP. */
public final class SessionsViews {
  private SessionsViews() {}

  public static ObjectNode message(Message message) {
    ObjectNode view = JsonFrames.object();
    put(view, message, message.type() == MessageType.ASSISTANT ? "assistant" : "user");
    return view;
  }

  static void put(ObjectNode view, Message message, String role) {
    view.put("message_id", message.id())
        .put("role", role)
        .put("content", message.content())
        .put("timestamp", message.createdAt().toString());
    if (!message.attachments().isEmpty()) {
      view.put("image", message.attachments().getFirst().url());
    }
    if (message.metrics() != null) {
      view.set("metrics", metrics(message.metrics()));
    }
  }

  private static ObjectNode metrics(GenerationMetrics metrics) {
    ObjectNode view =
        JsonFrames.object()
            .put("response_time_ms", metrics.durationMs())
            .put("length", metrics.length());
    Sentiment sentiment = metrics.sentiment();
    if (sentiment != null) {
      view.putObject("sentiment").put("label", sentiment.label()).put("score", sentiment.score());
    }
    return view;
  }
}
