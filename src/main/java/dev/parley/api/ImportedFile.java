package dev.parley.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.Imported;
import dev.parley.chat.MessageStatus;
import dev.parley.chat.MessageType;
import dev.parley.dialect.Fields;
import dev.parley.protocol.FailureException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@link ExportFormat#JSON} wrote. The messages become the importer's own, whoever wrote
 * them; what was never finished counts as interrupted.
 */
final class ImportedFile {
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_CONTEXT_LENGTH = 16_000;

  /** As far as four digits of a year go. */
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  /** Bounded by the body. */
  private static final int MAX_TEXT = Integer.MAX_VALUE;

  private ImportedFile() {}

  /**
   * @throws FailureException INVALID_FIELD, naming the field and the message
   */
  static Conversations.Import read(JsonBody body, long userId) {
    JsonNode conversation = body.object().path("conversation");
    JsonNode messages = body.object().path("messages");
    if (!conversation.isObject()) {
      throw Fields.invalid("conversation", "must be an object");
    }
    if (!messages.isArray() || messages.size() > Conversations.MAX_COPIED) {
      throw Fields.invalid(
          "messages", "must be a list of at most " + Conversations.MAX_COPIED + " messages");
    }
    Fields head = new Fields(conversation);
    return new Conversations.Import(
        userId,
        head.optionalText("title", MAX_NAME_LENGTH),
        head.optionalText("context", MAX_CONTEXT_LENGTH),
        head.optionalText("model", MAX_NAME_LENGTH),
        messages(messages));
  }

  private static List<Imported> messages(JsonNode messages) {
    List<Imported> read = new ArrayList<>();
    Map<Long, Integer> places = new HashMap<>();
    for (JsonNode node : messages) {
      String which = "messages[" + read.size() + "]";
      if (!node.isObject()) {
        throw Fields.invalid(which, "must be an object");
      }
      try {
        Fields message = new Fields(node);
        read.add(message(message, places));
        Long id = message.optionalId("id");
        if (id != null) {
          places.put(id, read.size() - 1);
        }
      } catch (FailureException refused) {
        throw new FailureException(
            refused.failure().code(), which + "." + refused.failure().message());
      }
    }
    return read;
  }

  /** A parent that is not among the messages before it was not exported: the message begins. */
  private static Imported message(Fields message, Map<Long, Integer> places) {
    Long parent = message.optionalId("parent_id");
    return new Imported(
        parent == null ? null : places.get(parent),
        type(message.text("message_type", MAX_NAME_LENGTH)),
        message.text("content", MAX_TEXT),
        status(message.optionalText("status", MAX_NAME_LENGTH)),
        message.optionalText("model", MAX_NAME_LENGTH),
        time(message.optionalText("created_at", MAX_NAME_LENGTH)));
  }

  private static MessageType type(String type) {
    return switch (type) {
      case "user" -> MessageType.USER;
      case "note" -> MessageType.NOTE;
      case "assistant" -> MessageType.ASSISTANT;
      default -> throw Fields.invalid("message_type", "must be user, note or assistant");
    };
  }

  private static MessageStatus status(String status) {
    return switch (status) {
      case null -> MessageStatus.COMPLETED;
      case "completed" -> MessageStatus.COMPLETED;
      case "stopped" -> MessageStatus.STOPPED;
      case "failed" -> MessageStatus.FAILED;
      case "interrupted", "generating" -> MessageStatus.INTERRUPTED;
      case "deleted" -> MessageStatus.DELETED;
      default -> throw Fields.invalid("status", "is not one of a message");
    };
  }

  private static Instant time(String time) {
    try {
      Instant read = time == null ? null : Instant.parse(time);
      if (read == null || (read.isAfter(Instant.EPOCH) && read.isBefore(LATEST))) {
        return read;
      }
    } catch (DateTimeParseException notATime) {
      // Said below.
    }
    throw Fields.invalid("created_at", "must be a time such as 2026-01-31T12:00:00Z");
  }
}
