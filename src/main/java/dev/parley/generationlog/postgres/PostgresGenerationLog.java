package dev.parley.generationlog.postgres;

import dev.parley.chat.Chunk;
import dev.parley.generationlog.GenerationLog;
import dev.parley.generationlog.postgres.WaitingAppends.Append;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.store.SqlErrors;
import dev.parley.store.StorePool;
import dev.parley.store.Texts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The log in the store's own database. One write is in flight at a time; all appends that come
 * meanwhile go with the next, as one statement. These commits do not wait for the disk: the death
 * of a process loses nothing, and a loss of power is found out by the epoch.
 *
 * <p>Futures complete on a thread of the log, not on the caller's.
 */
public final class PostgresGenerationLog implements GenerationLog {
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
  private final Context context;
  private final Pool connection;
  private final WaitingAppends waiting = new WaitingAppends(MAX_WAITING_BYTES);
  private final Promise<Void> written = Promise.promise();

  /**
   * @param options of the store's database
   */
  public PostgresGenerationLog(Vertx vertx, PgConnectOptions options) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
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
  }

  @Override
  public Future<Void> append(List<Chunk> chunks) {
    if (chunks.isEmpty()) {
      return Future.succeededFuture();
    }
    Append append = new Append(List.copyOf(chunks), Promise.promise());
    return switch (waiting.offer(append)) {
      case FIRST -> {
        context.runOnContext(start -> writeNext());
        yield append.done().future();
      }
      case WAITING -> append.done().future();
      case FULL -> unavailable("Too much waits to be written to the database");
      case CLOSED -> unavailable("The server is shutting down");
    };
  }

  private static Future<Void> unavailable(String message) {
    return Future.failedFuture(new FailureException(ErrorCode.UNAVAILABLE, message));
  }

  private void writeNext() {
    List<Append> batch = waiting.take();
    if (batch.isEmpty()) {
      completeWhenDone();
      return;
    }
    write(batch, tuple(batch), 0);
  }

  private void completeWhenDone() {
    if (waiting.isDone()) {
      written.tryComplete();
    }
  }

  private void write(List<Append> batch, Tuple rows, int attempt) {
    connection
        .preparedQuery(APPEND)
        .execute(rows)
        .onComplete(
            refused -> done(batch, refused),
            error -> {
              Throwable failure = SqlErrors.translate("Append to the generation log", error);
              if (isUnavailable(failure) && attempt < RETRY_AFTER_MS.length) {
                vertx.setTimer(RETRY_AFTER_MS[attempt], timer -> write(batch, rows, attempt + 1));
              } else {
                waiting.release(batch);
                batch.forEach(append -> append.done().fail(failure));
                writeNext();
              }
            });
  }

  private void done(List<Append> batch, RowSet<Row> rows) {
    Set<Position> refused = new HashSet<>();
    rows.forEach(row -> refused.add(new Position(row.getLong(0), row.getLong(1))));
    waiting.release(batch);
    // The next write is under way while the callers hear of this one.
    writeNext();
    for (Append append : batch) {
      boolean whole = append.chunks().stream().map(Position::of).noneMatch(refused::contains);
      if (whole) {
        append.done().complete();
      } else {
        append
            .done()
            .fail(
                new FailureException(
                    ErrorCode.CONFLICT, "The generation has ended or has another owner"));
      }
    }
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

  private static Tuple tuple(List<Append> batch) {
    List<Chunk> chunks = batch.stream().flatMap(append -> append.chunks().stream()).toList();
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
    waiting.close();
    completeWhenDone();
    return written.future().eventually(connection::close);
  }
}
