package dev.parley.dialect.sessions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Chunk;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.Generation;
import dev.parley.chat.Message;
import dev.parley.chat.Rating;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.Outcomes;
import dev.parley.dialect.Voice;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The words of system 1. Every frame carries the session it belongs to. */
final class SessionsVoice implements Voice {
  private static final String DEFAULT_SESSION = "default";
  private static final int MAX_NAME = 200;
  private static final int MAX_COMMENT = 2_000;

  private final Supplier<String> ids;

  /** Where frames that belong to no session are told. */
  private String lastSession = DEFAULT_SESSION;

  /** The id of an image that came as a binary frame, for the next message; null without one. */
  private String picture;

  SessionsVoice(Supplier<String> ids) {
    this.ids = ids;
  }

  /**
   * What the answer to the frame repeats, as JSON: the session and, of feedback, what was given.
   */
  @Override
  public String requestId(ObjectNode frame) {
    String session = new Fields(frame).optionalName("session_id", MAX_NAME);
    lastSession = session == null ? DEFAULT_SESSION : session;
    ObjectNode request = JsonFrames.object().put("session_id", lastSession);
    if ("feedback".equals(frame.path("type").textValue())) {
      Rating rating = rating(frame);
      request.put("message_id", new Fields(frame).id("message_id"));
      request.put("feedback", rating == null ? null : JsonFrames.name(rating));
    }
    return JsonFrames.write(request);
  }

  @Override
  public ClientCommand command(ObjectNode frame) {
    Fields fields = new Fields(frame);
    String type = fields.text("type", MAX_NAME);
    return switch (type) {
      case "message" -> message(fields);
      case "feedback" ->
          new ClientCommand.GiveFeedback(
              fields.id("message_id"), rating(frame), fields.optionalText("comment", MAX_COMMENT));
      default ->
          throw new FailureException(
              ErrorCode.UNKNOWN_TYPE, "type must be \"message\" or \"feedback\"");
    };
  }

  private ClientCommand message(Fields fields) {
    String image = fields.has("image") ? fields.textOrNumber("image", Integer.MAX_VALUE) : picture;
    String content =
        image == null || fields.has("content") ? fields.text("content", Integer.MAX_VALUE) : "";
    picture = null;
    return new ClientCommand.Say(lastSession, content, ids.get(), image);
  }

  @Override
  public boolean carriesPictures() {
    return true;
  }

  @Override
  public void uploaded(long attachmentId) {
    picture = Long.toString(attachmentId);
  }

  /** Under each of its names; null takes the feedback back. */
  private static Rating rating(ObjectNode frame) {
    Fields fields = new Fields(frame);
    String field = frame.has("feedback") ? "feedback" : "rating";
    if (!frame.has(field)) {
      throw Fields.invalid("feedback", "is required");
    }
    String given = fields.optionalText(field, MAX_NAME);
    return switch (given == null ? "" : given.toLowerCase(Locale.ROOT)) {
      case "" -> null;
      case "up", "thumbs_up" -> Rating.UP;
      case "down", "thumbs_down" -> Rating.DOWN;
      default -> throw Fields.invalid(field, "must be \"up\", \"down\" or null");
    };
  }

  @Override
  public List<ObjectNode> said(String session, Message message) {
    return List.of(message(session, message, "user"));
  }

  @Override
  public List<ObjectNode> piece(String session, long messageId, Chunk chunk) {
    return List.of(stream(session, messageId, chunk.content(), false));
  }

  @Override
  public List<ObjectNode> ended(String session, End end) {
    List<ObjectNode> frames = new ArrayList<>();
    if (end.problem() != null) {
      frames.add(
          frame("error", session)
              .put("message", end.problem())
              .put("code", end.code())
              .put("message_id", end.answer().id()));
    }
    frames.add(stream(session, end.answer().id(), "", true));
    frames.add(message(session, end.answer(), "assistant").put("status", end.status()));
    return frames;
  }

  @Override
  public List<ObjectNode> gone(String session, Generation generation) {
    long id = generation.messageId();
    return List.of(
        Voice.deleted(frame("error", session)).put("message_id", id),
        stream(session, id, "", true));
  }

  @Override
  public List<ObjectNode> done(String requestId) {
    ObjectNode request = request(requestId);
    if (!request.has("message_id")) {
      return List.of();
    }
    ObjectNode frame = JsonFrames.object().put("type", "feedback");
    frame.setAll(request);
    return List.of(frame.put("status", "received"));
  }

  /** Empty for an id that is not of this dialect. */
  private static ObjectNode request(String requestId) {
    try {
      return requestId == null ? JsonFrames.object() : JsonFrames.parse(requestId);
    } catch (FailureException notOurs) {
      return JsonFrames.object();
    }
  }

  @Override
  public List<ObjectNode> refused(String requestId, Failure failure) {
    String session = request(requestId).path("session_id").asText(lastSession);
    return List.of(JsonFrames.error("type", failure).put("session_id", session));
  }

  @Override
  public List<ObjectNode> commandAnswered(String session, CommandOutcome outcome) {
    ObjectNode frame =
        frame("message", session)
            .put("role", "assistant")
            .put("content", Outcomes.text(outcome))
            .put("command", outcome.command());
    frame.set("result", Outcomes.result(outcome));
    return List.of(frame);
  }

  private static ObjectNode message(String session, Message message, String role) {
    ObjectNode frame = frame("message", session);
    SessionsViews.put(frame, message, role);
    return frame;
  }

  private static ObjectNode stream(String session, long messageId, String content, boolean done) {
    return frame("stream", session)
        .put("message_id", messageId)
        .put("content", content)
        .put("done", done);
  }

  private static ObjectNode frame(String type, String session) {
    return JsonFrames.object().put("type", type).put("session_id", session);
  }
}
