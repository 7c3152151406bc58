package dev.parley.store;

import dev.parley.bus.Embeddings;
import dev.parley.bus.Searches;
import dev.parley.search.Nearest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.OffsetDateTime;
import java.util.List;

/** Compares the newest passages that a person may read with what the person looks for. */
final class NearestRepository {
  /** Passages that a search compares. */
  static final int MAX_PASSAGES = 50_000;

  /** The vectors of so many messages travel as one. */
  private static final int PACK = 256;

  /** For sorting the vectors of a search by their packs. */
  private static final String MEMORY = "SET LOCAL work_mem = '64MB'";

  /** Person, conversation or null, newest message, newest vector. */
  static final String READ =
      """
      WITH mine AS MATERIALIZED (
        SELECT e.message_id AS id, octet_length(e.vectors) / %1$d AS passages
        FROM members me JOIN messages m ON m.conversation_id = me.conversation_id
          JOIN embeddings e ON e.message_id = m.id
        WHERE me.user_id = $1 AND ($2::bigint IS NULL OR me.conversation_id = $2) AND m.id <= $3
          AND m.status NOT IN ('DELETED', 'GENERATING') AND e.made_at <= $4),
      counted AS (
        SELECT id, passages, sum(passages) OVER newest AS total, row_number() OVER newest AS place
        FROM mine WHERE passages > 0 WINDOW newest AS (ORDER BY id DESC))
      SELECT array_agg(c.id) AS ids, array_agg(c.passages) AS passages,
        string_agg(e.vectors, ''::bytea) AS vectors, max(e.made_at) AS made_at
      FROM counted c JOIN embeddings e ON e.message_id = c.id
      WHERE c.total <= %2$d GROUP BY c.place / %3$d
      """
          .formatted(Embeddings.DIMENSIONS, MAX_PASSAGES, PACK);

  private final Vertx vertx;

  NearestRepository(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * What is near, the nearest first.
   *
   * @param newest the newest message that was compared; 0 when there was none
   * @param madeAt when the newest of the vectors was made
   */
  record Found(List<Nearest.Near> near, long newest, OffsetDateTime madeAt) {
    Long[] ids() {
      return near.stream().map(Nearest.Near::messageId).toArray(Long[]::new);
    }

    Integer[] passages() {
      return near.stream().map(Nearest.Near::passage).toArray(Integer[]::new);
    }
  }

  /** Compares on a worker thread, which takes some milliseconds. */
  Future<Found> find(Sql tx, Searches.Query request, SearchCursor cursor) {
    byte[] wanted = request.meaning();
    return tx.query(MEMORY)
        .compose(
            set ->
                tx.query(
                    READ,
                    request.userId(),
                    request.conversationId(),
                    cursor.newest(),
                    cursor.madeAt()))
        .compose(packs -> vertx.executeBlocking(() -> compare(packs, wanted, cursor), false));
  }

  private static Found compare(RowSet<Row> packs, byte[] wanted, SearchCursor cursor) {
    Nearest nearest = new Nearest(wanted);
    long newest = 0;
    OffsetDateTime madeAt = SearchCursor.BEGINNING;
    for (Row pack : packs) {
      Long[] ids = pack.getArrayOfLongs("ids");
      Integer[] passages = pack.getArrayOfIntegers("passages");
      byte[] vectors = pack.getBuffer("vectors").getBytes();
      int at = 0;
      for (int i = 0; i < ids.length; i++) {
        nearest.look(ids[i], vectors, at, passages[i]);
        at += passages[i] * Embeddings.DIMENSIONS;
        newest = Math.max(newest, ids[i]);
      }
      OffsetDateTime made = pack.getOffsetDateTime("made_at");
      madeAt = made.isAfter(madeAt) ? made : madeAt;
    }
    return new Found(nearest.found(), newest, cursor.offset() == 0 ? madeAt : cursor.madeAt());
  }
}
