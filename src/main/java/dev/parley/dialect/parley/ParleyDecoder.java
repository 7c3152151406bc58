package dev.parley.dialect.parley;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Attachment;
import dev.parley.chat.MessageType;
import dev.parley.chat.Rating;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ClientCommand.GenerationPosition;
import dev.parley.protocol.Decoded;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.Frame;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** From frames to commands. */
final class ParleyDecoder {
  private static final int MAX_ID_LENGTH = 64;
  private static final int MAX_TOKEN_LENGTH = 8 * 1024;
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_CONTEXT_LENGTH = 16_000;
  private static final int MAX_RESUMED = 200;

  /** Text is bounded by the frame; the configured length of a message is a rule of the chat. */
  private static final int MAX_TEXT = Integer.MAX_VALUE;

  private ParleyDecoder() {}

  static Decoded decode(Frame frame) {
    String requestId = null;
    try {
      if (frame instanceof Frame.Binary(byte[] bytes)) {
        return new Decoded.Command(null, new ClientCommand.Upload(bytes));
      }
      ObjectNode object = JsonFrames.parse(((Frame.Text) frame).text());
      requestId = requestId(object);
      return new Decoded.Command(requestId, command(object));
    } catch (FailureException e) {
      return new Decoded.Rejected(requestId, e.failure());
    }
  }

  /** The id as JSON text, so that a number is echoed as a number and text as text. */
  private static String requestId(ObjectNode object) {
    JsonNode id = object.get("id");
    if (id == null || id.isNull()) {
      return null;
    }
    if (!(id.isTextual() || id.isIntegralNumber()) || id.asText().length() > MAX_ID_LENGTH) {
      throw Fields.invalid("id", "must be a whole number or text of at most 64 characters");
    }
    return JsonFrames.write(id);
  }

  private static ClientCommand command(ObjectNode object) {
    String type = new Fields(object).text("type", MAX_NAME_LENGTH);
    JsonNode node = object.get("data");
    if (node != null && !node.isNull() && !node.isObject()) {
      throw Fields.invalid("data", "must be an object");
    }
    Fields data = new Fields(node == null ? JsonFrames.object() : node);
    return switch (type) {
      case "auth" -> authenticate(new Fields(object), data);
      case "send_message" -> sendMessage(data);
      case "attach" ->
          new ClientCommand.Attach(
              data.id("bytes"),
              data.optionalText("media_type", MAX_NAME_LENGTH),
              data.optionalText("name", MAX_NAME_LENGTH));
      case "stream_response" ->
          new ClientCommand.StreamResponse(
              data.id("conversation_id"),
              data.id("message_id"),
              data.optionalText("assistant_id", MAX_NAME_LENGTH));
      case "regenerate" ->
          new ClientCommand.Regenerate(
              data.id("message_id"), data.optionalText("model", MAX_NAME_LENGTH));
      case "edit_message" ->
          new ClientCommand.EditMessage(data.id("message_id"), data.text("content", MAX_TEXT));
      case "delete_message" -> new ClientCommand.DeleteMessage(data.id("message_id"));
      case "typing" -> new ClientCommand.Typing(data.id("conversation_id"), data.flag("is_typing"));
      case "typing_start" -> new ClientCommand.Typing(data.id("conversation_id"), true);
      case "typing_stop" -> new ClientCommand.Typing(data.id("conversation_id"), false);
      case "join_conversation" -> new ClientCommand.Join(data.id("conversation_id"));
      case "leave_conversation" -> new ClientCommand.Leave(data.id("conversation_id"));
      case "resume" -> resume(data);
      case "stop" -> stop(data);
      case "feedback" -> feedback(data);
      case "create_conversation" ->
          new ClientCommand.CreateConversation(
              data.optionalText("title", MAX_NAME_LENGTH),
              data.optionalText("context", MAX_CONTEXT_LENGTH),
              data.optionalText("model", MAX_NAME_LENGTH));
      case "update_conversation" ->
          new ClientCommand.UpdateConversation(
              data.id("conversation_id"),
              data.optionalText("title", MAX_NAME_LENGTH),
              data.optionalText("context", MAX_CONTEXT_LENGTH),
              data.optionalText("model", MAX_NAME_LENGTH),
              data.optionalFlag("pinned"),
              data.optionalFlag("archived"));
      case "delete_conversation" ->
          new ClientCommand.DeleteConversation(data.id("conversation_id"));
      case "invite" ->
          new ClientCommand.Invite(
              data.id("conversation_id"), data.textOrNumber("user", MAX_NAME_LENGTH));
      case "remove_member" ->
          new ClientCommand.RemoveMember(data.id("conversation_id"), data.id("user_id"));
      case "mark_read" ->
          new ClientCommand.MarkRead(data.id("conversation_id"), data.position("seq"));
      case "list_conversations" ->
          new ClientCommand.ListConversations(
              data.optionalText("cursor", MAX_NAME_LENGTH),
              data.integer("limit", 1, 100, 30),
              data.flag("archived", false));
      case "load_messages" ->
          new ClientCommand.LoadMessages(
              data.id("conversation_id"),
              data.optionalId("before"),
              data.integer("limit", 1, 200, 50));
      case "tool_confirm" ->
          new ClientCommand.ConfirmTool(
              data.text("confirmation_id", MAX_ID_LENGTH), data.flag("allow"));
      case "subscribe_status" -> new ClientCommand.SubscribeStatus(data.flag("subscribe", true));
      case "ping" -> new ClientCommand.Ping();
      default -> throw new FailureException(ErrorCode.UNKNOWN_TYPE, "Unknown type: " + shown(type));
    };
  }

  private static ClientCommand authenticate(Fields frame, Fields data) {
    Fields holder = frame.has("token") ? frame : data;
    Fields options = frame.has("compress") ? frame : data;
    return new ClientCommand.Authenticate(
        holder.text("token", MAX_TOKEN_LENGTH), options.optionalText("compress", MAX_NAME_LENGTH));
  }

  private static ClientCommand sendMessage(Fields data) {
    String type = data.optionalText("message_type", MAX_NAME_LENGTH);
    MessageType messageType =
        switch (type == null ? "user" : type) {
          case "user" -> MessageType.USER;
          case "note" -> MessageType.NOTE;
          default -> throw Fields.invalid("message_type", "must be \"user\" or \"note\"");
        };
    List<Long> attachments = data.optionalIds("attachments", Attachment.MAX_PER_MESSAGE);
    String content = data.optionalText("content", MAX_TEXT);
    if (content == null && attachments.isEmpty()) {
      throw Fields.invalid("content", "is required");
    }
    return new ClientCommand.SendMessage(
        data.id("conversation_id"),
        Objects.requireNonNullElse(content, ""),
        messageType,
        data.optionalText("client_message_id", MAX_ID_LENGTH),
        data.optionalId("parent_id"),
        data.optionalText("model", MAX_NAME_LENGTH),
        data.flag("respond", true),
        attachments);
  }

  private static ClientCommand resume(Fields data) {
    return new ClientCommand.Resume(
        data.byId("conversations", MAX_RESUMED, ParleyDecoder::position),
        data.byId("generations", MAX_RESUMED, ParleyDecoder::generationPosition));
  }

  /** Null when it is no position. */
  private static Long position(JsonNode node) {
    Long seq = Fields.number(node);
    return seq == null || seq < 0 ? null : seq;
  }

  private static GenerationPosition generationPosition(JsonNode node) {
    if (node.isObject()) {
      Fields fields = new Fields(node);
      Long epoch = fields.has("epoch") ? fields.position("epoch") : null;
      return new GenerationPosition(fields.position("seq"), epoch);
    }
    Long seq = position(node);
    return seq == null ? null : new GenerationPosition(seq, null);
  }

  private static ClientCommand stop(Fields data) {
    Long generation = data.optionalId("generation_id");
    Long conversation = data.optionalId("conversation_id");
    if (generation == null && conversation == null) {
      throw Fields.invalid("generation_id", "or conversation_id is required");
    }
    return new ClientCommand.Stop(generation, generation == null ? conversation : null);
  }

  private static ClientCommand feedback(Fields data) {
    String rating = data.optionalText("rating", MAX_NAME_LENGTH);
    return new ClientCommand.GiveFeedback(
        data.id("message_id"), rating == null ? null : rating(rating), comment(data));
  }

  private static Rating rating(String rating) {
    return switch (rating.toLowerCase(Locale.ROOT)) {
      case "up" -> Rating.UP;
      case "down" -> Rating.DOWN;
      default -> throw Fields.invalid("rating", "must be \"up\", \"down\" or null");
    };
  }

  private static String comment(Fields data) {
    return data.optionalText("comment", 2_000);
  }

  private static String shown(String type) {
    return type.length() <= 40 ? type : type.substring(0, 40) + "…";
  }
}
