package dev.parley.store;

import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.Done;
import dev.parley.chat.Change;
import dev.parley.chat.MessageType;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/** What people think of answers. */
final class FeedbackRepository {
  private static final String FIND_TYPE = "SELECT type FROM messages WHERE id = $1";

  private static final String GIVE =
      """
      INSERT INTO feedback (message_id, user_id, rating, comment) VALUES ($1, $2, $3, $4)
      ON CONFLICT (message_id, user_id)
      DO UPDATE SET rating = excluded.rating, comment = excluded.comment, created_at = now()
      """;

  private static final String TAKE_BACK =
      "DELETE FROM feedback WHERE message_id = $1 AND user_id = $2";

  private final Pool pool;

  FeedbackRepository(Pool pool) {
    this.pool = pool;
  }

  Future<Committed<Done>> give(Conversations.Feedback request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byMessage(tx, request.userId(), request.messageId())
                .compose(
                    locked ->
                        tx.first(FIND_TYPE, request.messageId())
                            .compose(
                                row -> {
                                  if (!row.getString("type").equals(MessageType.ASSISTANT.name())) {
                                    throw Refusals.invalid("Feedback is for answers only");
                                  }
                                  return write(locked, request);
                                })));
  }

  private static Future<Committed<Done>> write(
      LockedConversation locked, Conversations.Feedback request) {
    boolean takeBack = request.rating() == null;
    var written =
        takeBack
            ? locked.sql().query(TAKE_BACK, request.messageId(), request.userId())
            : locked
                .sql()
                .query(
                    GIVE,
                    request.messageId(),
                    request.userId(),
                    request.rating().name(),
                    request.comment());
    return written.compose(
        rows -> {
          if (rows.rowCount() > 0) {
            locked.add(
                new Change.FeedbackUpdated(
                    request.messageId(),
                    request.userId(),
                    request.rating(),
                    takeBack ? null : request.comment()));
          }
          return locked.commit(new Done());
        });
  }
}
