package dev.parley.store;

import dev.parley.bus.Conversations;
import dev.parley.bus.Generations.StopRequested;
import dev.parley.chat.Change;
import dev.parley.chat.Member;
import dev.parley.chat.Message;
import dev.parley.chat.MessageStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Takes single messages out. The row stays, empty, so that what follows it keeps its place in the
 * tree and the sender's idempotency key keeps its meaning.
 */
final class RemovalRepository {
  private static final String EMPTY =
      """
      WITH said AS (
        DELETE FROM generation_chunks
        WHERE generation_id IN (SELECT id FROM generations WHERE message_id = $1)),
      calls AS (
        DELETE FROM tool_calls
        WHERE generation_id IN (SELECT id FROM generations WHERE message_id = $1)),
      results AS (
        DELETE FROM tool_results
        WHERE generation_id IN (SELECT id FROM generations WHERE message_id = $1)),
      rated AS (DELETE FROM feedback WHERE message_id = $1)
      UPDATE messages SET status = 'DELETED', content = '', removed_at = now() WHERE id = $1
      """;

  private static final String TAKE_PICTURES =
      "DELETE FROM message_attachments WHERE message_id = $1 RETURNING attachment_id";

  /** Other versions of the message may show them too. */
  private static final String DELETE_PICTURES =
      """
      DELETE FROM attachments a WHERE a.id = ANY($1)
        AND NOT EXISTS (SELECT FROM message_attachments p WHERE p.attachment_id = a.id)
      """;

  private final Pool pool;

  RemovalRepository(Pool pool) {
    this.pool = pool;
  }

  Future<Committed<StopRequested>> remove(Conversations.DeleteMessage request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byMessage(tx, request.userId(), request.messageId())
                .compose(
                    locked ->
                        tx.first(MessageRows.FIND, request.messageId(), locked.id())
                            .map(MessageRows::read)
                            .compose(message -> remove(locked, message, request.userId()))));
  }

  private static Future<Committed<StopRequested>> remove(
      LockedConversation locked, Message message, long userId) {
    boolean mine = message.senderId() != null && message.senderId() == userId;
    if (!mine && locked.member(userId).role() != Member.Role.OWNER) {
      throw Refusals.forbidden("Only its author or an owner may remove a message");
    }
    if (message.status() == MessageStatus.DELETED) {
      StopRequested nothing = new StopRequested(List.of(), List.of());
      return Future.succeededFuture(Committed.silently(nothing));
    }
    if (message.status() == MessageStatus.GENERATING) {
      throw Refusals.conflict("The message is being written; stop it first");
    }
    return StopRepository.stopAnswersTo(locked, message.id())
        .compose(
            stopping ->
                empty(locked.sql(), message.id())
                    .compose(emptied -> SummaryRepository.forget(locked, message.id()))
                    .compose(
                        emptied -> {
                          locked.add(new Change.MessageDeleted(message.id()));
                          return locked.commit(stopping);
                        }));
  }

  private static Future<?> empty(Sql tx, long messageId) {
    return tx.query(EMPTY, messageId)
        .compose(emptied -> tx.query(TAKE_PICTURES, messageId))
        .compose(taken -> tx.query(DELETE_PICTURES, (Object) ids(taken)));
  }

  private static Long[] ids(RowSet<Row> taken) {
    return StreamSupport.stream(taken.spliterator(), false)
        .map(row -> row.getLong("attachment_id"))
        .toArray(Long[]::new);
  }
}
