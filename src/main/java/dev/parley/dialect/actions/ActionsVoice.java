package dev.parley.dialect.actions;

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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The words of system 2. Ids are text; a task is a generation. */
final class ActionsVoice implements Voice {
  private static final int MAX_NAME = 200;

  private final Supplier<String> ids;
  private final InstantSource clock;

  ActionsVoice(Supplier<String> ids, InstantSource clock) {
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public ClientCommand command(ObjectNode frame) {
    Fields fields = new Fields(frame);
    return switch (fields.text("action", MAX_NAME)) {
      case "send_message" -> sendMessage(fields);
      case "stop" -> new ClientCommand.Stop(fields.id("task_id"), null);
      default ->
          throw new FailureException(
              ErrorCode.UNKNOWN_TYPE, "action must be \"send_message\" or \"stop\"");
    };
  }

  private ClientCommand sendMessage(Fields fields) {
    String chat = fields.optionalName("chat_id", MAX_NAME);
    if (chat == null) {
      throw Fields.invalid("chat_id", "is required");
    }
    Boolean inPieces = fields.flag("response_model", false) ? Boolean.FALSE : null;
    return new ClientCommand.Say(
        chat,
        fields.text("content", Integer.MAX_VALUE),
        Voice.clientMessageId(inPieces, ids.get()));
  }

  @Override
  public List<ObjectNode> said(String chat, Message message) {
    return List.of(message(chat, "" + message.id(), message.content(), false, message.createdAt()));
  }

  @Override
  public List<ObjectNode> piece(String chat, long messageId, Chunk chunk) {
    return List.of(
        frame("token", chat)
            .put("token", chunk.content())
            .put("task_id", "" + chunk.generationId()));
  }

  @Override
  public List<ObjectNode> ended(String chat, End end) {
    String task = "" + end.generation().id();
    Message answer = end.answer();
    List<ObjectNode> frames = new ArrayList<>();
    if (end.problem() != null) {
      frames.add(
          frame("error", chat)
              .put("message", end.problem())
              .put("code", end.code())
              .put("task_id", task));
    }
    if (!end.toldInPieces() && !answer.content().isEmpty()) {
      frames.add(message(chat, "" + answer.id(), answer.content(), true, answer.createdAt()));
    }
    frames.add(complete(chat, task, end.status()));
    return frames;
  }

  @Override
  public List<ObjectNode> gone(String chat, Generation generation) {
    String task = "" + generation.id();
    return List.of(
        Voice.deleted(frame("error", chat)).put("task_id", task), complete(chat, task, "stopped"));
  }

  @Override
  public List<ObjectNode> refused(String requestId, Failure failure) {
    return List.of(JsonFrames.error("type", failure));
  }

  /** A command is a task without a generation. */
  @Override
  public List<ObjectNode> commandAnswered(String chat, CommandOutcome outcome) {
    String task = "command-" + ids.get();
    ObjectNode frame = message(chat, task, Outcomes.text(outcome), true, clock.instant());
    frame.put("command", outcome.command()).set("result", Outcomes.result(outcome));
    return List.of(frame, complete(chat, task, outcome.success() ? "completed" : "failed"));
  }

  private static ObjectNode complete(String chat, String task, String status) {
    return frame("generation_complete", chat).put("task_id", task).put("status", status);
  }

  private static ObjectNode message(
      String chat, String id, String content, boolean ai, Instant timestamp) {
    ObjectNode frame = frame("message", chat);
    frame.set("message", ActionsViews.message(id, content, ai, timestamp));
    return frame;
  }

  private static ObjectNode frame(String type, String chat) {
    return JsonFrames.object().put("type", type).put("chat_id", chat);
  }
}
