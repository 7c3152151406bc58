package dev.parley.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;

/** Deletes what is no longer needed, a bounded part at a time. Any number of nodes may do it. */
final class CleanUp {
  /**
   * Walks the generations that have chunks, oldest first, from one to the next over the primary
   * key; those whose generation is gone altogether are deleted too.
   */
  private static final String CHUNKS =
      """
      WITH RECURSIVE logged AS (
        (SELECT generation_id AS id FROM generation_chunks ORDER BY generation_id LIMIT 1)
        UNION ALL
        SELECT (SELECT k.generation_id FROM generation_chunks k
                WHERE k.generation_id > logged.id ORDER BY k.generation_id LIMIT 1)
        FROM logged WHERE logged.id IS NOT NULL),
      finished AS (
        SELECT l.id FROM (SELECT id FROM logged WHERE id IS NOT NULL LIMIT 5000) l
        LEFT JOIN generations g ON g.id = l.id
        WHERE g.id IS NULL OR g.ended_at < now() - interval '15 minutes' LIMIT 500)
      DELETE FROM generation_chunks k USING finished WHERE k.generation_id = finished.id
      """;

  private static final String TOKENS =
      """
      DELETE FROM refresh_tokens WHERE hash IN (
        SELECT hash FROM refresh_tokens WHERE expires_at < now() ORDER BY expires_at LIMIT 5000)
      """;

  /** A day is longer than any access token lives. */
  private static final String SESSIONS =
      """
      DELETE FROM sessions WHERE id IN (
        SELECT s.id FROM sessions s
        WHERE s.created_at < now() - interval '1 day'
          AND (s.ended_at IS NULL OR s.ended_at < now() - interval '1 day')
          AND NOT EXISTS (SELECT FROM refresh_tokens t WHERE t.session_id = s.id)
        ORDER BY s.created_at LIMIT 5000)
      """;

  /** Pictures that no message has got. */
  private static final String ATTACHMENTS =
      """
      DELETE FROM attachments WHERE conversation_id IS NULL AND id IN (
        SELECT id FROM attachments
        WHERE conversation_id IS NULL AND created_at < now() - interval '24 hours'
        ORDER BY created_at LIMIT 200)
      """;

  private final Sql sql;

  CleanUp(Pool pool) {
    this.sql = new Sql(pool);
  }

  Future<?> run() {
    Future<?> done = Future.succeededFuture();
    for (String statement : List.of(CHUNKS, TOKENS, SESSIONS, ATTACHMENTS)) {
      done = done.compose(before -> sql.query(statement));
    }
    return done;
  }
}
