package dev.parley.bus;

import dev.parley.chat.Conversation;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.MessageStatus;
import dev.parley.chat.MessageType;
import dev.parley.chat.Rating;
import dev.parley.protocol.ServerEvent.Result;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Conversations and messages, as the store role serves them. Every request names the person who
 * asks and is refused with NOT_FOUND when that person is not a member, so that ids cannot be
 * probed. A change is committed, then published, then answered.
 */
public final class Conversations {
  public static final Address<Create, Conversation> CREATE =
      Address.service("parley.store.conversations.create", Create.class, Conversation.class);

  /** The person's conversation of that name, made when there is none. */
  public static final Address<Named, Conversation> NAMED =
      Address.repeatable("parley.store.conversations.named", Named.class, Conversation.class);

  /** The same, but null when there is none. */
  public static final Address<Named, Conversation> FIND_NAMED =
      Address.repeatable("parley.store.conversations.find_named", Named.class, Conversation.class);

  /** What the person calls conversations; those without a name are left out. */
  public static final Address<ReadNames, Names> NAMES =
      Address.repeatable("parley.store.conversations.names", ReadNames.class, Names.class);

  public static final Address<Update, Conversation> UPDATE =
      Address.service("parley.store.conversations.update", Update.class, Conversation.class);

  /** Owners only. */
  public static final Address<Delete, Done> DELETE =
      Address.service("parley.store.conversations.delete", Delete.class, Done.class);

  /** Deletes all of them or none; a refusal names those that hinder. Owners only. */
  public static final Address<BatchDelete, Deleted> BATCH_DELETE =
      Address.service("parley.store.conversations.batch_delete", BatchDelete.class, Deleted.class);

  /** Deletes the person's own conversations without a message, at most {@link #MAX_BATCH}. */
  public static final Address<DeleteEmpty, Deleted> DELETE_EMPTY =
      Address.service("parley.store.conversations.delete_empty", DeleteEmpty.class, Deleted.class);

  /**
   * Deletes what the person owns, archived or not, in one transaction: the oldest {@link
   * #MAX_OWNED}. Ask again while there is more.
   */
  public static final Address<DeleteOwned, DeletedOwned> DELETE_OWNED =
      Address.service(
          "parley.store.conversations.delete_owned", DeleteOwned.class, DeletedOwned.class);

  /** Copies the path to a message into a conversation of the person's own. */
  public static final Address<Fork, Conversation> FORK =
      Address.service("parley.store.conversations.fork", Fork.class, Conversation.class);

  /** Stores a conversation that was written elsewhere; nothing of it is answered. */
  public static final Address<Import, Conversation> IMPORT =
      Address.service("parley.store.conversations.import", Import.class, Conversation.class);

  /**
   * Deletes all messages, so that later prompts start anew. Owners only; refused with CONFLICT
   * while an answer is being written.
   */
  public static final Address<Clear, Done> CLEAR =
      Address.service("parley.store.conversations.clear", Clear.class, Done.class);

  public static final Address<Invite, Conversation> INVITE =
      Address.service("parley.store.conversations.invite", Invite.class, Conversation.class);

  /** Owners remove anybody; a member removes itself. */
  public static final Address<RemoveMember, Done> REMOVE_MEMBER =
      Address.service("parley.store.conversations.remove_member", RemoveMember.class, Done.class);

  public static final Address<MarkRead, Done> MARK_READ =
      Address.repeatable("parley.store.conversations.mark_read", MarkRead.class, Done.class);

  public static final Address<ListPage, Result.Conversations> LIST =
      Address.repeatable(
          "parley.store.conversations.list", ListPage.class, Result.Conversations.class);

  public static final Address<LoadMessages, Result.Messages> MESSAGES =
      Address.repeatable(
          "parley.store.conversations.messages", LoadMessages.class, Result.Messages.class);

  /** Messages from the first to the last; {@code hasMore} says that there are newer ones. */
  public static final Address<ReadOn, Result.Messages> READ_ON =
      Address.repeatable("parley.store.conversations.read_on", ReadOn.class, Result.Messages.class);

  /** The conversation and what is being written in it, in one consistent read. */
  public static final Address<Open, Opened> OPEN =
      Address.repeatable("parley.store.conversations.open", Open.class, Opened.class);

  public static final Address<Send, Result.Sent> SEND =
      Address.service("parley.store.messages.send", Send.class, Result.Sent.class);

  public static final Address<Respond, Result.Answering> RESPOND =
      Address.service("parley.store.messages.respond", Respond.class, Result.Answering.class);

  public static final Address<Edit, Result.Sent> EDIT =
      Address.service("parley.store.messages.edit", Edit.class, Result.Sent.class);

  /**
   * Takes a message out, for its writer or an owner of the conversation; taking it out twice is no
   * error. Answers to it are stopped: those that run are told. Refused with CONFLICT while it is
   * being written itself.
   */
  public static final Address<DeleteMessage, Generations.StopRequested> DELETE_MESSAGE =
      Address.service(
          "parley.store.messages.delete", DeleteMessage.class, Generations.StopRequested.class);

  public static final Address<Feedback, Done> FEEDBACK =
      Address.service("parley.store.messages.feedback", Feedback.class, Done.class);

  /** What people think of answers, in numbers: of one conversation for its members, or of all. */
  public static final Address<CountFeedback, FeedbackCounts> FEEDBACK_COUNTS =
      Address.repeatable(
          "parley.store.messages.feedback_counts", CountFeedback.class, FeedbackCounts.class);

  /** Feed entries after a position; for a member, or for a hub. */
  public static final Address<ReadFeed, Feed> FEED =
      Address.repeatable("parley.store.feed.read", ReadFeed.class, Feed.class);

  /** Where feeds stand; for hubs, which may not have heard of the newest entries. */
  public static final Address<ReadHeads, Heads> HEADS =
      Address.repeatable("parley.store.feed.heads", ReadHeads.class, Heads.class);

  /** Most feeds of one look at where they stand. */
  public static final int MAX_HEADS = 10_000;

  /** Most entries of one feed read. A larger gap is not replayed: the client loads afresh. */
  public static final int MAX_FEED = 500;

  /** Most conversations of one request. */
  public static final int MAX_BATCH = 100;

  /** Most conversations of one {@link #DELETE_OWNED}. */
  public static final int MAX_OWNED = 1_000;

  /** Most models of one {@link #FEEDBACK_COUNTS}; those with the most feedback are named. */
  public static final int MAX_COUNTED_MODELS = 100;

  /** Most messages that are copied at once. */
  public static final int MAX_COPIED = 10_000;

  private Conversations() {}

  public record Done() {}

  /** Title, context and model are nullable. */
  public record Create(long userId, String title, String context, String model) {}

  /**
   * @param name at most 200 characters; also finds a conversation of the person by its id
   */
  public record Named(long userId, String name) {}

  /**
   * @param conversationIds at most 500
   */
  public record ReadNames(long userId, List<Long> conversationIds) {}

  /** Names by conversation id. */
  public record Names(Map<Long, String> names) {}

  /**
   * @param conversationIds at most {@link #MAX_HEADS}
   */
  public record ReadHeads(List<Long> conversationIds) {}

  /**
   * @param seqs of the newest entries, by conversation; those that are gone are left out
   */
  public record Heads(Map<Long, Long> seqs) {}

  /** Null components stay as they are; an empty context or model clears it. */
  public record Update(
      long userId,
      long conversationId,
      String title,
      String context,
      String model,
      Boolean pinned,
      Boolean archived) {}

  public record Delete(long userId, long conversationId) {}

  public record Clear(long userId, long conversationId) {}

  /**
   * @param invitee login name or numeric id
   */
  public record Invite(long userId, long conversationId, String invitee) {}

  public record RemoveMember(long userId, long conversationId, long memberId) {}

  public record MarkRead(long userId, long conversationId, long seq) {}

  /**
   * @param cursor null for the first page
   * @param inTitle only those whose title has this text, in whatever case; null for all
   */
  public record ListPage(long userId, String cursor, int limit, boolean archived, String inTitle) {
    /** Whatever the title. */
    public ListPage(long userId, String cursor, int limit, boolean archived) {
      this(userId, cursor, limit, archived, null);
    }
  }

  /**
   * @param before null for the newest
   */
  public record LoadMessages(long userId, long conversationId, Long before, int limit) {}

  /**
   * @param after the last message read; 0 to begin
   * @param limit 1 to 200
   */
  public record ReadOn(long userId, long conversationId, long after, int limit) {}

  /**
   * @param ids 1 to {@link #MAX_BATCH}, each once
   */
  public record BatchDelete(long userId, List<Long> ids) {}

  public record DeleteEmpty(long userId) {}

  public record Deleted(List<Long> deleted) {}

  public record DeleteOwned(long userId) {}

  /**
   * @param more the person still owns conversations
   */
  public record DeletedOwned(int deleted, boolean more) {}

  /**
   * @param messageId the last message of the copy; refused with CONFLICT while it is being written
   */
  public record Fork(long userId, long conversationId, long messageId) {}

  /**
   * Title, context and model are nullable.
   *
   * @param messages parents before their children, at most {@link #MAX_COPIED}
   */
  public record Import(
      long userId, String title, String context, String model, List<Imported> messages) {}

  /**
   * @param parent index of the message before it in the list; null for a first one
   * @param model who wrote it; null for a person's message
   * @param createdAt null for now
   */
  public record Imported(
      Integer parent,
      MessageType type,
      String content,
      MessageStatus status,
      String model,
      Instant createdAt) {}

  public record Open(long userId, long conversationId) {}

  /**
   * @param running all that was being written
   * @param newestMessageId of the messages, answers that were being written among them; 0 for none
   */
  public record Opened(
      Conversation conversation, List<Result.Running> running, long newestMessageId) {}

  /**
   * @param note a message for people: no answer is started
   * @param clientMessageId nullable; a second send with the same one answers the first's message
   * @param parentId null for the conversation's leaf
   * @param model null for the conversation's
   * @param attachments ids of pictures, the sender's own unused ones or the conversation's
   */
  public record Send(
      long userId,
      long conversationId,
      String content,
      boolean note,
      String clientMessageId,
      Long parentId,
      String model,
      boolean respond,
      List<Long> attachments) {
    public Send {
      attachments = attachments == null ? List.of() : List.copyOf(attachments);
    }

    /** Without attachments. */
    public Send(
        long userId,
        long conversationId,
        String content,
        boolean note,
        String clientMessageId,
        Long parentId,
        String model,
        boolean respond) {
      this(
          userId,
          conversationId,
          content,
          note,
          clientMessageId,
          parentId,
          model,
          respond,
          List.of());
    }

    /** The same with another text. */
    public Send saying(String other) {
      return new Send(
          userId,
          conversationId,
          other,
          note,
          clientMessageId,
          parentId,
          model,
          respond,
          attachments);
    }
  }

  /**
   * Starts an answer to a message.
   *
   * @param conversationId null when the client named only the message
   * @param messageId a person's message; an answer that was cut off, to be gone on with; or (with
   *     {@code again}) an answer to be written anew
   * @param again start another answer even if there is one; refused with CONFLICT while one runs
   */
  public record Respond(
      long userId, Long conversationId, long messageId, String model, boolean again) {}

  public record DeleteMessage(long userId, long messageId) {}

  public record Edit(long userId, long messageId, String content) {}

  /**
   * @param rating null takes it back
   */
  public record Feedback(long userId, long messageId, Rating rating, String comment) {}

  /**
   * @param userId who asks; matters for one conversation only
   * @param conversationId null for all conversations that there are
   */
  public record CountFeedback(long userId, Long conversationId) {}

  /**
   * How many people gave which feedback, to all answers together and by the model that wrote them;
   * an answer whose model is not known counts for {@code up} and {@code down} only.
   */
  public record FeedbackCounts(long up, long down, List<ModelFeedback> models) {}

  public record ModelFeedback(String model, long up, long down) {}

  /**
   * @param userId null when a hub reads to close a gap for all of its members
   */
  public record ReadFeed(Long userId, long conversationId, long afterSeq) {}

  /**
   * @param events in order, without a gap, from {@code afterSeq + 1}
   * @param seq the newest sequence number of the feed
   * @param whole the events reach up to {@code seq}; false when the gap is too large
   * @param running generations of all answers that were being written when the feed stood there
   * @param newestMessageId of the messages then, those answers among them; 0 for none
   */
  public record Feed(
      List<FeedEvent> events, long seq, boolean whole, List<Long> running, long newestMessageId) {
    public Feed {
      running = running == null ? List.of() : List.copyOf(running);
    }
  }
}
