package dev.parley.store;

import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.Done;
import dev.parley.bus.Conversations.FeedbackCounts;
import dev.parley.bus.Conversations.ModelFeedback;
import dev.parley.chat.Change;
import dev.parley.chat.MessageType;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/** What people think of answers. */
final class FeedbackRepository {
  private static final String FIND_TYPE = "SELECT type FROM messages WHERE id = $1";

  private static final String GIVE =
      """
      INSERT INTO feedback (message_id, user_id, rating, comment, model)
      SELECT id, $2, $3, $4, model FROM messages WHERE id = $1
      ON CONFLICT (message_id, user_id)
      DO UPDATE SET rating = excluded.rating, comment = excluded.comment, model = excluded.model,
        created_at = now()
      """;

  private static final String TAKE_BACK =
      "DELETE FROM feedback WHERE message_id = $1 AND user_id = $2";

  /** By model; the sums are of all models, those beyond the limit too. */
  private static final String COUNT =
      """
      SELECT f.model, count(*) FILTER (WHERE f.rating = 'UP') AS up,
        count(*) FILTER (WHERE f.rating = 'DOWN') AS down,
        (sum(count(*) FILTER (WHERE f.rating = 'UP')) OVER ())::bigint AS all_up,
        (sum(count(*) FILTER (WHERE f.rating = 'DOWN')) OVER ())::bigint AS all_down
      FROM feedback f %s
      GROUP BY f.model ORDER BY (f.model IS NULL), count(*) DESC, f.model LIMIT $1
      """;

  /** Reads nothing but the index on model and rating. */
  static final String COUNT_ALL = COUNT.formatted("");

  private static final String COUNT_ONE =
      COUNT.formatted("JOIN messages m ON m.id = f.message_id WHERE m.conversation_id = $2");

  private final Pool pool;
  private final Sql sql;

  FeedbackRepository(Pool pool) {
    this.pool = pool;
    this.sql = new Sql(pool);
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

  Future<FeedbackCounts> count(Conversations.CountFeedback request) {
    Long conversationId = request.conversationId();
    Future<RowSet<Row>> counted =
        conversationId == null
            ? sql.query(COUNT_ALL, Conversations.MAX_COUNTED_MODELS)
            : ConversationRepository.find(sql, request.userId(), conversationId)
                .compose(
                    member ->
                        sql.query(COUNT_ONE, Conversations.MAX_COUNTED_MODELS, conversationId));
    return counted.map(FeedbackRepository::counts);
  }

  private static FeedbackCounts counts(RowSet<Row> rows) {
    Row any = Sql.first(rows);
    List<ModelFeedback> models = new ArrayList<>();
    for (Row row : rows) {
      if (row.getString("model") != null) {
        models.add(
            new ModelFeedback(row.getString("model"), row.getLong("up"), row.getLong("down")));
      }
    }
    return any == null
        ? new FeedbackCounts(0, 0, models)
        : new FeedbackCounts(any.getLong("all_up"), any.getLong("all_down"), models);
  }
}
