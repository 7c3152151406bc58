package dev.parley.testing;

import io.vertx.core.json.JsonObject;

/** What commands of the native dialect carry. */
public final class CommandData {
  private CommandData() {}

  /** Names a conversation. */
  public static JsonObject in(long conversation) {
    return new JsonObject().put("conversation_id", conversation);
  }

  /** A message in a conversation. */
  public static JsonObject text(long conversation, String content) {
    return in(conversation).put("content", content);
  }

  /** A resume from where a client was in a conversation. */
  public static JsonObject resumeFrom(long conversation, long seq) {
    return new JsonObject().put("conversations", position(conversation, seq));
  }

  /** The same with an answer of which pieces have been seen. */
  public static JsonObject resumeFrom(long conversation, long seq, long generation, Object seen) {
    return resumeFrom(conversation, seq).put("generations", position(generation, seen));
  }

  private static JsonObject position(long id, Object seen) {
    return new JsonObject().put(Long.toString(id), seen);
  }
}
