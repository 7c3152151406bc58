package dev.parley.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Chunk;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.Generation;
import dev.parley.chat.Message;
import dev.parley.chat.MessageStatus;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.ServerEvent.BackendStatus;
import java.util.List;

/**
 * What the dialects of few words have to say: those in which the client names its conversations and
 * is told messages and answers. What a dialect has no words for is left out.
 *
 * <p>Conversations come by the client's name for them.
 */
public interface Voice {
  /** Fails with a {@link dev.parley.protocol.FailureException} for what is not understood. */
  ClientCommand command(ObjectNode frame);

  /** See {@link dev.parley.protocol.Decoded.Command}; read before the command. */
  default String requestId(ObjectNode frame) {
    return null;
  }

  /** A person's message. */
  default List<ObjectNode> said(String conversation, Message message) {
    return List.of();
  }

  /** A piece of an answer. */
  List<ObjectNode> piece(String conversation, long messageId, Chunk chunk);

  /** The answer as it is stored, and what it came to. */
  List<ObjectNode> ended(String conversation, End end);

  /** The conversation was deleted while this answer was written: nothing more of it will come. */
  List<ObjectNode> gone(String conversation, Generation generation);

  List<ObjectNode> refused(String requestId, Failure failure);

  List<ObjectNode> commandAnswered(String conversation, CommandOutcome outcome);

  /** A request that had an id was carried out. */
  default List<ObjectNode> done(String requestId) {
    return List.of();
  }

  /** The newest messages of a conversation, oldest first. */
  default List<ObjectNode> history(String conversation, List<Message> messages) {
    return List.of();
  }

  default List<ObjectNode> status(BackendStatus status) {
    return List.of();
  }

  /** The server is about to go away. */
  default List<ObjectNode> leaving() {
    return List.of();
  }

  /** Whether pictures come as binary frames, or within text. */
  default boolean carriesPictures() {
    return false;
  }

  /** A binary frame was stored as this attachment. */
  default void uploaded(long attachmentId) {}

  /** Whether a message is part of a log: neither being written nor deleted. */
  static boolean logged(Message message) {
    return message.status() != MessageStatus.GENERATING
        && message.status() != MessageStatus.DELETED;
  }

  /** Adds to a frame why an answer will not come when its conversation was deleted. */
  static ObjectNode deleted(ObjectNode error) {
    return error
        .put("message", "The conversation was deleted")
        .put("code", ErrorCode.NOT_FOUND.name());
  }

  /**
   * A client message id that says how the answer is to be told.
   *
   * @param inPieces null leaves it to the connection
   */
  static String clientMessageId(Boolean inPieces, String unguessable) {
    return Answers.clientMessageId(inPieces, unguessable);
  }

  /**
   * The end of an answer.
   *
   * @param answer with its whole text, or what there is of it
   * @param toldInPieces the client has had all of the text
   */
  record End(Generation generation, Message answer, boolean toldInPieces) {
    /** Why the answer is not whole, for a person to read; null when it is. */
    public String problem() {
      return switch (generation.state()) {
        case QUEUED, RUNNING, COMPLETED -> null;
        case STOPPED -> "The answer was stopped";
        case INTERRUPTED -> "The answer was interrupted";
        case FAILED ->
            generation.error() == null ? "The answer could not be finished" : generation.error();
      };
    }

    /** Null when the answer is whole. */
    public String code() {
      if (problem() == null) {
        return null;
      }
      return generation.errorCode() == null ? generation.state().name() : generation.errorCode();
    }

    /** In lower case: completed, stopped, failed or interrupted. */
    public String status() {
      return JsonFrames.name(generation.state());
    }
  }
}
