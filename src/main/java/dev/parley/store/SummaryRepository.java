package dev.parley.store;

import dev.parley.bus.Summaries;
import dev.parley.bus.Summaries.Kept;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/** What was said in conversations, in short. */
final class SummaryRepository {
  private static final String KEEP =
      """
      INSERT INTO conversation_summaries (conversation_id, through_id, messages, content)
      SELECT $1::bigint, $2::bigint, $3::integer, $4::text
      WHERE cardinality($5::bigint[]) = (
          SELECT count(*) FROM messages
          WHERE id = ANY ($5) AND conversation_id = $1 AND status <> 'DELETED')
        AND ($6::bigint IS NULL OR EXISTS (
          SELECT FROM conversation_summaries WHERE conversation_id = $1 AND through_id = $6))
      ON CONFLICT (conversation_id, through_id) DO UPDATE SET content = excluded.content
      """;

  private static final String DROP_OLDEST =
      """
      DELETE FROM conversation_summaries WHERE conversation_id = $1 AND through_id IN (
        SELECT through_id FROM conversation_summaries WHERE conversation_id = $1
        ORDER BY through_id DESC OFFSET $2)
      """;

  /** Ids grow on the way down a branch. */
  private static final String FORGET =
      """
      DELETE FROM conversation_summaries s
      WHERE s.conversation_id = $1 AND s.through_id >= $2 AND EXISTS (
        WITH RECURSIVE up AS (
          SELECT id, parent_id FROM messages WHERE id = s.through_id
          UNION ALL
          SELECT m.id, m.parent_id FROM messages m JOIN up ON m.id = up.parent_id
          WHERE up.id > $2)
        SELECT FROM up WHERE up.id = $2)
      """;

  private static final String FORGET_ALL =
      "DELETE FROM conversation_summaries WHERE conversation_id = $1";

  private final Pool pool;

  SummaryRepository(Pool pool) {
    this.pool = pool;
  }

  /** Holds the lock that removals hold, so that nothing of it goes meanwhile. */
  Future<Kept> keep(Summaries.Keep request) {
    Summaries.Summary summary = request.summary();
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byId(tx, null, request.conversationId())
                .compose(
                    locked ->
                        tx.query(
                            KEEP,
                            locked.id(),
                            summary.throughId(),
                            summary.messages(),
                            Texts.storable(summary.text()),
                            request.messageIds().toArray(Long[]::new),
                            request.previousId()))
                .compose(
                    kept ->
                        tx.query(DROP_OLDEST, request.conversationId(), (long) Summaries.MAX)
                            .map(dropped -> new Kept(kept.rowCount() > 0))));
  }

  /** Forgets the summaries that tell of a message. */
  static Future<?> forget(LockedConversation locked, long messageId) {
    return locked.sql().query(FORGET, locked.id(), messageId);
  }

  static Future<?> forgetAll(LockedConversation locked) {
    return locked.sql().query(FORGET_ALL, locked.id());
  }
}
