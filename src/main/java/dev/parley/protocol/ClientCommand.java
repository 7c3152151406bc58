package dev.parley.protocol;

import dev.parley.chat.MessageType;
import dev.parley.chat.Rating;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a client asks for, whatever dialect it speaks. Ids are those of the store. Nullable
 * components say so; all others are present.
 */
public sealed interface ClientCommand {

  /**
   * Shows who is speaking; must come first, and again before the token expires.
   *
   * @param compress "deflate" when the client takes compressed frames, otherwise null
   */
  record Authenticate(String token, String compress) implements ClientCommand {}

  /**
   * Adds a message and, unless {@code respond} is false or the type is a note, starts an answer.
   *
   * @param messageType USER or NOTE
   * @param clientMessageId idempotency key, at most 64 characters; null when the client has none
   * @param parentId the message this one follows; null for the conversation's newest leaf
   * @param model the model to answer with; null for the conversation's
   * @param attachments ids of pictures; with one the content may be empty
   */
  record SendMessage(
      long conversationId,
      String content,
      MessageType messageType,
      String clientMessageId,
      Long parentId,
      String model,
      boolean respond,
      List<Long> attachments)
      implements ClientCommand {
    public SendMessage {
      attachments = attachments == null ? List.of() : List.copyOf(attachments);
    }

    /** The same with another text. */
    public SendMessage saying(String text) {
      return new SendMessage(
          conversationId,
          text,
          messageType,
          clientMessageId,
          parentId,
          model,
          respond,
          attachments);
    }

    /** Without attachments. */
    public SendMessage(
        long conversationId,
        String content,
        MessageType messageType,
        String clientMessageId,
        Long parentId,
        String model,
        boolean respond) {
      this(
          conversationId,
          content,
          messageType,
          clientMessageId,
          parentId,
          model,
          respond,
          List.of());
    }
  }

  /**
   * Adds a message to a conversation that the client calls by a name of its own, and starts an
   * answer. The conversation is made when the name is new to the person; the connection is told
   * which it is by {@link ServerEvent.Bound} before anything that happens in it.
   *
   * @param name at most 200 characters; unique for the person
   * @param clientMessageId as in {@link SendMessage}
   * @param image a picture as a data URL, an http or https URL, or the id of an attachment; null
   *     without one. With one the content may be empty
   */
  record Say(String name, String content, String clientMessageId, String image)
      implements ClientCommand {
    /** Without a picture. */
    public Say(String name, String content, String clientMessageId) {
      this(name, content, clientMessageId, null);
    }
  }

  /**
   * Announces that the next binary frame is a picture.
   *
   * @param bytes most bytes of that frame
   * @param mediaType what the client takes it for, nullable; its bytes decide
   * @param name of the file, nullable
   */
  record Attach(long bytes, String mediaType, String name) implements ClientCommand {}

  /**
   * A picture: the binary frame that was announced.
   *
   * @param bytes never changed after construction
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record Upload(byte[] bytes) implements ClientCommand {}

  /**
   * Answers an existing message, or goes on with an answer that was cut off, unless an answer is
   * running or done.
   *
   * @param model null for the conversation's
   */
  record StreamResponse(long conversationId, long messageId, String model)
      implements ClientCommand {}

  /** A second answer beside an existing one, or an answer to a user's message. */
  record Regenerate(long messageId, String model) implements ClientCommand {}

  /** A new version of a user's message, as its sibling, with a new answer. */
  record EditMessage(long messageId, String content) implements ClientCommand {}

  /** Takes a message out; its writer and owners of the conversation may. */
  record DeleteMessage(long messageId) implements ClientCommand {}

  record Typing(long conversationId, boolean typing) implements ClientCommand {}

  record Join(long conversationId) implements ClientCommand {}

  record Leave(long conversationId) implements ClientCommand {}

  /**
   * Joins conversations and delivers what was missed.
   *
   * @param conversations last feed sequence seen, by conversation
   * @param generations last position seen, by generation
   */
  record Resume(Map<Long, Long> conversations, Map<Long, GenerationPosition> generations)
      implements ClientCommand {
    public Resume {
      conversations = Map.copyOf(conversations);
      generations = Map.copyOf(generations);
    }
  }

  /**
   * Where a client stands in the stream of a generation.
   *
   * @param seq the last chunk seen, 0 for none
   * @param epoch the epoch it was seen in; null when the client does not keep it
   */
  record GenerationPosition(long seq, Long epoch) {}

  /** Stops a generation, or all that run in a conversation. Exactly one of the two is given. */
  record Stop(Long generationId, Long conversationId) implements ClientCommand {
    public Stop {
      if ((generationId == null) == (conversationId == null)) {
        throw new IllegalArgumentException("exactly one of generationId and conversationId");
      }
    }
  }

  /**
   * @param rating null takes the feedback back
   * @param comment nullable
   */
  record GiveFeedback(long messageId, Rating rating, String comment) implements ClientCommand {}

  /** Every component is nullable. */
  record CreateConversation(String title, String context, String model) implements ClientCommand {}

  /** Changes the components that are not null; an empty context or model clears it. */
  record UpdateConversation(
      long conversationId,
      String title,
      String context,
      String model,
      Boolean pinned,
      Boolean archived)
      implements ClientCommand {}

  record DeleteConversation(long conversationId) implements ClientCommand {}

  /**
   * @param user login name or numeric id
   */
  record Invite(long conversationId, String user) implements ClientCommand {
    public Invite {
      Objects.requireNonNull(user);
    }
  }

  record RemoveMember(long conversationId, long userId) implements ClientCommand {}

  record MarkRead(long conversationId, long seq) implements ClientCommand {}

  /**
   * @param cursor where the page before ended; null for the first page
   * @param limit 1 to 100
   */
  record ListConversations(String cursor, int limit, boolean archived) implements ClientCommand {}

  /**
   * @param before messages older than this id; null for the newest
   * @param limit 1 to 200
   */
  record LoadMessages(long conversationId, Long before, int limit) implements ClientCommand {}

  /** Agrees to what a tool would do, or refuses it; for the person who was asked. */
  record ConfirmTool(String confirmationId, boolean allow) implements ClientCommand {}

  record SubscribeStatus(boolean subscribe) implements ClientCommand {}

  record Ping() implements ClientCommand {}
}
