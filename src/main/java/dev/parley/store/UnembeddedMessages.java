package dev.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;

/**
 * Notes which messages there are to be embedded: new ones, and all that an old database has. Any
 * number of nodes may do it; one at a time does.
 */
final class UnembeddedMessages {
  /** Messages noted at once, so that an old database takes many short transactions. */
  private static final int MAX = 1_000;

  private static final String IS_BEHIND =
      """
      SELECT FROM embedding_progress
      WHERE safe < (SELECT id FROM messages ORDER BY id DESC LIMIT 1)
      """;

  private static final String LOCK =
      """
      SELECT safe, mark, marked <= pg_snapshot_xmin(pg_current_snapshot()) AS settled
      FROM embedding_progress FOR UPDATE SKIP LOCKED
      """;

  /** Waits for nobody; a message that is being deleted, and may stay after all, is told. */
  private static final String NOTE =
      """
      WITH missing AS MATERIALIZED (
        SELECT m.id FROM messages m
        WHERE m.id > $1 AND m.status <> 'DELETED'
          AND NOT EXISTS (SELECT FROM embeddings e WHERE e.message_id = m.id)
        ORDER BY m.id LIMIT $2),
      held AS MATERIALIZED (
        SELECT id FROM messages WHERE id IN (SELECT id FROM missing) FOR KEY SHARE SKIP LOCKED),
      noted AS (
        INSERT INTO embeddings (message_id) SELECT id FROM held ON CONFLICT DO NOTHING)
      SELECT count(*) AS found, max(id) AS last,
        min(id) FILTER (WHERE id NOT IN (SELECT id FROM held)) AS skipped
      FROM missing
      """;

  private static final String ADVANCE =
      """
      UPDATE embedding_progress
      SET safe = greatest(safe, $1), marked = pg_snapshot_xmax(pg_current_snapshot()),
        mark = (SELECT coalesce(max(id), 0) FROM messages)
      """;

  private final Pool pool;

  UnembeddedMessages(Pool pool) {
    this.pool = pool;
  }

  Future<?> note() {
    return new Sql(pool)
        .first(IS_BEHIND)
        .compose(
            behind ->
                behind == null
                    ? Future.succeededFuture()
                    : Sql.transaction(pool, UnembeddedMessages::note));
  }

  private static Future<Row> note(Sql tx) {
    return tx.first(LOCK)
        .compose(progress -> progress == null ? Future.succeededFuture() : note(tx, progress));
  }

  private static Future<Row> note(Sql tx, Row progress) {
    return tx.first(NOTE, progress.getLong("safe"), MAX)
        .compose(
            noted ->
                progress.getBoolean("settled")
                    ? tx.first(ADVANCE, safe(progress, noted))
                    : Future.succeededFuture());
  }

  /** The newest message up to which none is missing any more. */
  private static long safe(Row progress, Row noted) {
    long safe = progress.getLong("mark");
    if (noted.getLong("found") == MAX) {
      safe = Math.min(safe, noted.getLong("last"));
    }
    Long skipped = noted.getLong("skipped");
    return skipped == null ? safe : Math.min(safe, skipped - 1);
  }
}
