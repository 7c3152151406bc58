package dev.parley.generationlog.postgres;

import dev.parley.chat.Chunk;
import dev.parley.generationlog.GroupCommit;
import dev.parley.generationlog.LossyGenerationLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.store.SqlErrors;
import dev.parley.store.StorePool;
import dev.parley.store.Texts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The log in the store's own database. Appends that wait go together, as one statement. These
 * commits do not wait for the disk: the death of a process loses nothing, and a loss of power is
 * found out by the epoch.
 *
 * <p>Futures complete on a thread of the log, not on the caller's.
 */
public final class PostgresGenerationLog implements LossyGenerationLog {
  /** Bytes that wait to be written; an append beyond that is refused with UNAVAILABLE. */
  static final long MAX_WAITING_BYTES = 8 << 20;

  /** A lost connection is tried again after so many milliseconds. */
  private static final int[] RETRY_AFTER_MS = {50, 100, 200, 400, 800, 1_600};

  /**
   * Answers the rows that were refused: none when all is well. A row that is there already with the
   * same epoch and text is the same append made again, and counts as written.
   */
  private static final String APPEND =
      """
      WITH offered AS (
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])
          AS o (generation_id, seq, epoch, content)),
      allowed AS (
        SELECT o.* FROM offered o
        JOIN generations g ON g.id = o.generation_id AND g.epoch = o.epoch AND g.state = 'RUNNING'),
      written AS (
        INSERT INTO generation_chunks (generation_id, seq, epoch, content)
        SELECT generation_id, seq, epoch, content FROM allowed ORDER BY generation_id, seq
        ON CONFLICT (generation_id, seq) DO NOTHING
        RETURNING generation_id, seq)
      SELECT o.generation_id, o.seq FROM offered o
      LEFT JOIN written w ON w.generation_id = o.generation_id AND w.seq = o.seq
      WHERE w.seq IS NULL
        AND NOT EXISTS (
          SELECT FROM allowed a JOIN generation_chunks k
            ON k.generation_id = a.generation_id AND k.seq = a.seq
            AND k.epoch = a.epoch AND k.content = a.content
          WHERE a.generation_id = o.generation_id AND a.seq = o.seq)
      """;

  private static final String READ =
      """
      SELECT seq, epoch, content FROM generation_chunks
      WHERE generation_id = $1 AND seq > $2 ORDER BY seq
      """;

  private final Vertx vertx;
  private final Pool connection;
  private final GroupCommit appends;
  private final AtomicLong losses = new AtomicLong();

  /**
   * @param options of the store's database
   */
  public PostgresGenerationLog(Vertx vertx, PgConnectOptions options) {
    this.vertx = vertx;
    this.connection =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(1).setConnectionTimeout(5))
            .with(StorePool.transport())
            .connectingTo(
                StorePool.bounded(options)
                    .addProperty("application_name", "parley-log")
                    .addProperty("synchronous_commit", "off"))
            .using(vertx)
            .build();
    this.appends = new GroupCommit(vertx, MAX_WAITING_BYTES, this::write);
  }

  @Override
  public Future<Void> append(List<Chunk> chunks) {
    return appends.append(chunks);
  }

  @Override
  public long losses() {
    return losses.get();
  }

  private Future<Map<Integer, Throwable>> write(List<List<Chunk>> batch) {
    return write(tuple(batch), 0).map(refused -> refused(batch, refused));
  }

  private Future<RowSet<Row>> write(Tuple rows, int attempt) {
    return connection
        .preparedQuery(APPEND)
        .execute(rows)
        .recover(
            error -> {
              Throwable failure = SqlErrors.translate("Append to the generation log", error);
              if (isUnavailable(failure)) {
                losses.incrementAndGet();
              }
              if (!isUnavailable(failure) || attempt == RETRY_AFTER_MS.length) {
                return Future.failedFuture(failure);
              }
              return vertx
                  .timer(RETRY_AFTER_MS[attempt], TimeUnit.MILLISECONDS)
                  .compose(later -> write(rows, attempt + 1));
            });
  }

  private static Map<Integer, Throwable> refused(List<List<Chunk>> batch, RowSet<Row> rows) {
    Set<Position> refused = new HashSet<>();
    rows.forEach(row -> refused.add(new Position(row.getLong(0), row.getLong(1))));
    Map<Integer, Throwable> failures = new HashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).stream().map(Position::of).anyMatch(refused::contains)) {
        failures.put(i, GroupCommit.lost());
      }
    }
    return failures;
  }

  private record Position(long generationId, long seq) {
    static Position of(Chunk chunk) {
      return new Position(chunk.generationId(), chunk.seq());
    }
  }

  private static boolean isUnavailable(Throwable error) {
    return error instanceof FailureException refusal
        && refusal.failure().code() == ErrorCode.UNAVAILABLE;
  }

  private static Tuple tuple(List<List<Chunk>> batch) {
    List<Chunk> chunks = batch.stream().flatMap(List::stream).toList();
    int size = chunks.size();
    Long[] generations = new Long[size];
    Long[] seqs = new Long[size];
    Long[] epochs = new Long[size];
    String[] contents = new String[size];
    for (int i = 0; i < size; i++) {
      Chunk chunk = chunks.get(i);
      generations[i] = chunk.generationId();
      seqs[i] = chunk.seq();
      epochs[i] = chunk.epoch();
      contents[i] = Texts.storable(chunk.content());
    }
    return Tuple.of(generations, seqs, epochs, contents);
  }

  @Override
  public Future<List<Chunk>> read(long generationId, long afterSeq) {
    return connection
        .preparedQuery(READ)
        .execute(Tuple.of(generationId, afterSeq))
        .map(
            rows -> {
              List<Chunk> chunks = new ArrayList<>();
              for (Row row : rows) {
                chunks.add(
                    new Chunk(
                        generationId,
                        row.getLong("epoch"),
                        row.getLong("seq"),
                        row.getString("content")));
              }
              return chunks;
            })
        .recover(
            error -> Future.failedFuture(SqlErrors.translate("Reading the generation log", error)));
  }

  /** Writes what waits, then closes the connection. */
  @Override
  public Future<Void> close() {
    return appends.close().eventually(connection::close);
  }
}
