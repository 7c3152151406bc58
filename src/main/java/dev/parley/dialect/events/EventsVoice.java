package dev.parley.dialect.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Chunk;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.Generation;
import dev.parley.chat.Message;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.Outcomes;
import dev.parley.dialect.Voice;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.BackendStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The words of system 3. */
final class EventsVoice implements Voice {
  private static final int MAX_NAME = 200;

  private final Supplier<String> ids;

  /** The chat of messages that name none; made with the first of them. */
  private String ownChat;

  EventsVoice(Supplier<String> ids) {
    this.ids = ids;
  }

  @Override
  public ClientCommand command(ObjectNode frame) {
    Fields fields = new Fields(frame);
    return switch (fields.text("event", MAX_NAME)) {
      case "user_message" ->
          new ClientCommand.Say(
              chat(fields),
              fields.text("message", Integer.MAX_VALUE),
              Voice.clientMessageId(fields.optionalFlag("stream"), ids.get()));
      case "subscribe_status" -> new ClientCommand.SubscribeStatus(fields.flag("subscribe", true));
      default ->
          throw new FailureException(
              ErrorCode.UNKNOWN_TYPE, "event must be \"user_message\" or \"subscribe_status\"");
    };
  }

  private String chat(Fields fields) {
    String chat = fields.optionalName("chat_id", MAX_NAME);
    if (chat != null) {
      return chat;
    }
    if (ownChat == null) {
      ownChat = ids.get();
    }
    return ownChat;
  }

  @Override
  public List<ObjectNode> piece(String chat, long messageId, Chunk chunk) {
    return List.of(response(chat, chunk.content(), true).put("message_id", messageId));
  }

  @Override
  public List<ObjectNode> ended(String chat, End end) {
    List<ObjectNode> frames = new ArrayList<>();
    if (end.problem() != null) {
      frames.add(
          frame("error", chat)
              .put("message", end.problem())
              .put("code", end.code())
              .put("message_id", end.answer().id()));
    }
    frames.add(
        response(chat, end.answer().content(), false)
            .put("message_id", end.answer().id())
            .put("status", end.status()));
    return frames;
  }

  @Override
  public List<ObjectNode> gone(String chat, Generation generation) {
    return List.of(Voice.deleted(frame("error", chat)).put("message_id", generation.messageId()));
  }

  @Override
  public List<ObjectNode> refused(String requestId, Failure failure) {
    return List.of(JsonFrames.error("event", failure));
  }

  @Override
  public List<ObjectNode> commandAnswered(String chat, CommandOutcome outcome) {
    return List.of(answered(chat, outcome));
  }

  static ObjectNode answered(String chat, CommandOutcome outcome) {
    return EventsViews.command(response(chat, Outcomes.text(outcome), false), outcome);
  }

  @Override
  public List<ObjectNode> history(String chat, List<Message> messages) {
    ObjectNode frame = frame("chat_history", chat);
    frame.set("messages", EventsViews.log(messages));
    return List.of(frame);
  }

  @Override
  public List<ObjectNode> status(BackendStatus status) {
    return List.of(EventsViews.status(JsonFrames.object().put("event", "backend_status"), status));
  }

  private static ObjectNode response(String chat, String text, boolean partial) {
    return frame("ai_response", chat).put("message", text).put("partial", partial);
  }

  private static ObjectNode frame(String event, String chat) {
    return JsonFrames.object().put("event", event).put("chat_id", chat);
  }
}
