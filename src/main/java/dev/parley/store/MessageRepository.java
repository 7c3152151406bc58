package dev.parley.store;

import dev.parley.bus.Conversations;
import dev.parley.chat.Attachment;
import dev.parley.chat.Change;
import dev.parley.chat.Generation;
import dev.parley.chat.Message;
import dev.parley.chat.MessageStatus;
import dev.parley.chat.MessageType;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;

/** Writing messages. */
final class MessageRepository {
  private static final String FIND_SENT =
      "SELECT "
          + MessageRows.COLUMNS
          + " FROM messages m "
          + MessageRows.JOINS
          + " WHERE m.conversation_id = $1 AND m.sender_id = $2 AND m.client_message_id = $3"
          + " AND EXISTS (SELECT FROM members p WHERE p.conversation_id = $1 AND p.user_id = $2)";

  /** The answer that the message itself started: the first one. */
  private static final String FIRST_ANSWER =
      "SELECT "
          + GenerationRows.COLUMNS
          + " FROM generations g WHERE g.parent_id = $1 ORDER BY g.id LIMIT 1";

  /** Whatever hinders another answer comes first. */
  private static final String ANSWER_THAT_COUNTS =
      "SELECT "
          + GenerationRows.COLUMNS
          + " FROM generations g WHERE g.parent_id = $1 "
          + "AND g.state IN ('QUEUED', 'RUNNING', 'COMPLETED') "
          + "ORDER BY (g.state = 'COMPLETED'), g.id DESC LIMIT 1";

  private static final String FIND_PLACE =
      "SELECT p.id FROM messages p WHERE p.id = $1 AND p.conversation_id = $2 AND "
          + MessageRows.HAS_PLACE;

  private static final String INSERT =
      """
      INSERT INTO messages (conversation_id, parent_id, type, sender_id, content, status,
        client_message_id, created_at)
      VALUES ($1, $2, $3, $4, $5, 'COMPLETED', $6, $7) RETURNING id
      """;

  private final Pool pool;
  private final Answers answers;

  MessageRepository(Pool pool, Answers answers) {
    this.pool = pool;
    this.answers = answers;
  }

  /**
   * Looks without a lock first: whoever sends again because the database is slow must not make it
   * slower for all who write in the conversation.
   */
  Future<Committed<Result.Sent>> send(Conversations.Send request) {
    return alreadySent(new Sql(pool), request)
        .compose(
            sent ->
                sent == null
                    ? Sql.transaction(pool, tx -> sendOnce(tx, request))
                    : Future.succeededFuture(Committed.silently(sent)));
  }

  private Future<Committed<Result.Sent>> sendOnce(Sql tx, Conversations.Send request) {
    return LockedConversation.byId(tx, request.userId(), request.conversationId())
        .compose(
            locked ->
                alreadySent(tx, request)
                    .compose(
                        sent ->
                            sent == null
                                ? sendNew(locked, request)
                                : Future.succeededFuture(Committed.silently(sent))));
  }

  private static Future<Result.Sent> alreadySent(Sql sql, Conversations.Send request) {
    if (request.clientMessageId() == null) {
      return Future.succeededFuture();
    }
    return sql.first(
            FIND_SENT, request.conversationId(), request.userId(), request.clientMessageId())
        .compose(
            row -> {
              if (row == null) {
                return Future.succeededFuture();
              }
              Message message = MessageRows.read(row);
              return sql.first(FIRST_ANSWER, message.id())
                  .map(
                      answer ->
                          new Result.Sent(
                              message, answer == null ? null : GenerationRows.read(answer), true));
            });
  }

  private Future<Committed<Result.Sent>> sendNew(
      LockedConversation locked, Conversations.Send request) {
    Long leaf = locked.conversation().leafId();
    Long parentId = request.parentId() == null ? leaf : request.parentId();
    return checkParent(locked, parentId)
        .compose(checked -> AttachmentRows.use(locked, request.attachments(), request.userId()))
        .compose(
            attachments -> {
              Draft draft =
                  new Draft(
                      parentId,
                      request.note() ? MessageType.NOTE : MessageType.USER,
                      request.userId(),
                      request.content(),
                      request.clientMessageId(),
                      attachments);
              boolean respond = request.respond() && !request.note();
              return write(locked, draft, respond, request.model());
            });
  }

  /**
   * A message may follow an answer that is still being written: people do not wait for a model. The
   * prompt for such a message leaves the unfinished answer out, as it does what was taken out.
   */
  private static Future<Void> checkParent(LockedConversation locked, Long parentId) {
    if (parentId == null) {
      return Future.succeededFuture();
    }
    return locked
        .sql()
        .first(FIND_PLACE, parentId, locked.id())
        .map(
            place -> {
              if (place == null) {
                throw Refusals.invalid("parent_id is not a message of this conversation");
              }
              return null;
            });
  }

  private static Future<Message> find(LockedConversation locked, long messageId) {
    return locked
        .sql()
        .first(MessageRows.FIND, messageId, locked.id())
        .map(row -> row == null ? null : MessageRows.read(row));
  }

  private static void checkThere(Message message) {
    if (message.status() == MessageStatus.DELETED) {
      throw Refusals.notFound();
    }
  }

  /** A person's message that is to be written. */
  private record Draft(
      Long parentId,
      MessageType type,
      long senderId,
      String content,
      String clientMessageId,
      List<Attachment> attachments) {
    Message message(long id, LockedConversation locked) {
      return new Message(
          id,
          locked.id(),
          parentId,
          type,
          senderId,
          locked.member(senderId).name(),
          content,
          MessageStatus.COMPLETED,
          locked.now(),
          clientMessageId,
          null,
          null,
          null,
          null,
          null,
          null,
          attachments,
          List.of());
    }
  }

  private Future<Committed<Result.Sent>> write(
      LockedConversation locked, Draft draft, boolean respond, String model) {
    return insert(locked, draft)
        .compose(
            message -> {
              locked.add(new Change.MessageAdded(message));
              Future<Generation> answer =
                  respond
                      ? answers.ask(locked, draft.senderId(), message.id(), model)
                      : Future.succeededFuture();
              return answer.map(generation -> new Result.Sent(message, generation, false));
            })
        .compose(
            sent -> {
              String text = draft.content().isBlank() ? "Picture" : draft.content();
              Future<?> named =
                  locked.conversation().title().isEmpty()
                      ? TitleRepository.byText(locked, Titles.of(text))
                      : Future.succeededFuture();
              return named.compose(done -> locked.commit(sent));
            });
  }

  private static Future<Message> insert(LockedConversation locked, Draft draft) {
    return locked
        .sql()
        .first(
            INSERT,
            locked.id(),
            draft.parentId(),
            draft.type().name(),
            draft.senderId(),
            draft.content(),
            draft.clientMessageId(),
            Sql.timestamp(locked.now()))
        .map(row -> draft.message(row.getLong("id"), locked))
        .compose(
            message ->
                AttachmentRows.attach(locked.sql(), message.id(), message.attachments())
                    .map(attached -> message));
  }

  /** A note starts no answer, however often it is edited. Attachments stay with the new version. */
  Future<Committed<Result.Sent>> edit(Conversations.Edit request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byMessage(tx, request.userId(), request.messageId())
                .compose(
                    locked ->
                        find(locked, request.messageId())
                            .compose(old -> edit(locked, old, request))));
  }

  private Future<Committed<Result.Sent>> edit(
      LockedConversation locked, Message old, Conversations.Edit request) {
    checkThere(old);
    if (old.type() == MessageType.ASSISTANT) {
      throw Refusals.invalid("Only messages of people can be edited");
    }
    if (old.senderId() != request.userId()) {
      throw Refusals.forbidden("Only its author may edit a message");
    }
    Draft draft =
        new Draft(
            old.parentId(),
            old.type(),
            request.userId(),
            request.content(),
            null,
            old.attachments());
    return write(locked, draft, old.type() == MessageType.USER, null);
  }

  Future<Committed<Result.Answering>> respond(Conversations.Respond request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byMessage(tx, request.userId(), request.messageId())
                .compose(
                    locked -> {
                      if (request.conversationId() != null
                          && request.conversationId() != locked.id()) {
                        throw Refusals.notFound();
                      }
                      return find(locked, request.messageId())
                          .compose(message -> respond(locked, message, request));
                    }));
  }

  private Future<Committed<Result.Answering>> respond(
      LockedConversation locked, Message message, Conversations.Respond request) {
    checkThere(message);
    if (message.type() != MessageType.ASSISTANT) {
      return respond(locked, message.id(), request);
    }
    if (!request.again()) {
      checkCutOff(message);
      return respond(locked, message.id(), request);
    }
    if (message.parentId() == null) {
      throw Refusals.invalid("message_id is an answer to nothing");
    }
    return find(locked, message.parentId())
        .compose(
            question -> {
              checkThere(question);
              return respond(locked, question.id(), request);
            });
  }

  /** Only what ended early can be gone on with, from where it ends. */
  private static void checkCutOff(Message answer) {
    boolean cutOff =
        switch (answer.status()) {
          case STOPPED, FAILED, INTERRUPTED -> !answer.content().isBlank();
          case GENERATING, COMPLETED, DELETED -> false;
        };
    if (!cutOff) {
      throw Refusals.invalid("message_id is an answer that was not cut off");
    }
  }

  private Future<Committed<Result.Answering>> respond(
      LockedConversation locked, long parentId, Conversations.Respond request) {
    return locked
        .sql()
        .first(ANSWER_THAT_COUNTS, parentId)
        .compose(
            row -> {
              Generation existing = row == null ? null : GenerationRows.read(row);
              if (existing != null && !request.again()) {
                return Future.succeededFuture(
                    Committed.silently(new Result.Answering(existing, false)));
              }
              if (existing != null && !existing.state().terminal()) {
                throw Refusals.conflict("An answer to this message is being written");
              }
              return answers
                  .ask(locked, request.userId(), parentId, request.model())
                  .compose(asked -> locked.commit(new Result.Answering(asked, true)));
            });
  }
}
