package dev.parley.store;

import dev.parley.bus.Embeddings;
import dev.parley.bus.Embeddings.Claimed;
import dev.parley.bus.Embeddings.Kept;
import dev.parley.bus.Embeddings.Work;
import dev.parley.bus.Searches.Range;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Gives out the messages without vectors, each to one node, and keeps what comes back. */
final class EmbeddingRepository {
  /**
   * Takes rows and messages without waiting for anybody, and so that who changes a message now is
   * either seen here or sees the row: what is claimed is never an old text.
   */
  private static final String CLAIM =
      """
      WITH due AS MATERIALIZED (
        SELECT e.message_id, m.status, left(m.content, 10000) AS content
        FROM embeddings e JOIN messages m ON m.id = e.message_id
        WHERE e.due <= now() AND e.attempts < 3
        ORDER BY e.message_id DESC LIMIT $1
        FOR UPDATE OF e SKIP LOCKED FOR SHARE OF m SKIP LOCKED),
      claimed AS (
        UPDATE embeddings e
        SET due = now() + interval '30 seconds',
          attempts = e.attempts + (d.status <> 'GENERATING')::int
        FROM due d WHERE e.message_id = d.message_id AND d.status <> 'DELETED'
        RETURNING e.message_id, e.due),
      removed AS (
        DELETE FROM embeddings e USING due d
        WHERE e.message_id = d.message_id AND d.status = 'DELETED')
      SELECT c.message_id, c.due, d.content
      FROM claimed c JOIN due d ON d.message_id = c.message_id
      WHERE d.status <> 'GENERATING' ORDER BY c.message_id DESC
      """;

  private static final String KEEP =
      """
      UPDATE embeddings
      SET due = NULL, attempts = 0, made_at = now(), vectors = $3, bounds = $4
      WHERE message_id = $1 AND due = $2
      """;

  private final Sql sql;
  private final UnembeddedMessages missing;

  EmbeddingRepository(Pool pool) {
    this.sql = new Sql(pool);
    this.missing = new UnembeddedMessages(pool);
  }

  Future<Claimed> claim(Embeddings.Claim request) {
    int limit = Math.clamp(request.limit(), 1, Embeddings.MAX_CLAIM);
    return missing
        .note()
        .compose(noted -> sql.query(CLAIM, limit))
        .map(EmbeddingRepository::claimed);
  }

  private static Claimed claimed(RowSet<Row> rows) {
    List<Work> work = new ArrayList<>();
    for (Row row : rows) {
      OffsetDateTime until = row.getOffsetDateTime("due");
      work.add(new Work(row.getLong("message_id"), until.toInstant(), row.getString("content")));
    }
    return new Claimed(work);
  }

  Future<Kept> keep(Embeddings.Keep request) {
    List<Range> passages = request.passages();
    if (passages.size() > Embeddings.MAX_PASSAGES
        || request.vectors().length != passages.size() * Embeddings.DIMENSIONS) {
      throw Refusals.invalid("vectors do not belong to the passages");
    }
    Integer[] bounds = new Integer[2 * passages.size()];
    for (int i = 0; i < passages.size(); i++) {
      bounds[2 * i] = passages.get(i).start();
      bounds[2 * i + 1] = passages.get(i).end();
    }
    return sql.query(
            KEEP,
            request.messageId(),
            Sql.timestamp(request.until()),
            Buffer.buffer(request.vectors()),
            bounds)
        .map(updated -> new Kept(updated.rowCount() == 1));
  }
}
