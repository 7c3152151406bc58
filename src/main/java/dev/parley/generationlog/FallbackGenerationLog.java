package dev.parley.generationlog;

import dev.parley.chat.Chunk;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fast log with a sure one behind it. A generation is written to the fast one until that fails;
 * then all it has said is written to the sure one, with the same numbers, and it stays there until
 * its end. New generations try the fast one again. So every chunk of an append that succeeded is in
 * one of the two, and both hold the same text where both have it.
 *
 * <p>What is in the fast log alone is kept in memory, as long as {@link #release} has not been
 * called: no more than the whole answers of the generations that run here.
 */
public final class FallbackGenerationLog implements GenerationLog {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackGenerationLog.class);

  /**
   * Generations that go over at the same time; others wait, so that the sure log is not flooded.
   */
  private static final int MAX_MOVES = 8;

  private final GenerationLog fast;
  private final GenerationLog sure;
  private final Map<Long, Spoken> running = new ConcurrentHashMap<>();
  private final List<Future<Void>> lanes = new ArrayList<>();

  /** Both are closed with this one. */
  public FallbackGenerationLog(GenerationLog fast, GenerationLog sure) {
    this.fast = fast;
    this.sure = sure;
    for (int i = 0; i < MAX_MOVES; i++) {
      lanes.add(Future.succeededFuture());
    }
  }

  @Override
  public Future<Void> append(List<Chunk> chunks) {
    return chunks.isEmpty()
        ? Future.succeededFuture()
        : running
            .computeIfAbsent(chunks.getFirst().generationId(), Spoken::new)
            .append(List.copyOf(chunks));
  }

  /** Both logs begin at the first chunk, so the longer one has all. */
  @Override
  public Future<List<Chunk>> read(long generationId, long afterSeq) {
    return sure.read(generationId, afterSeq)
        .compose(
            kept ->
                fast.read(generationId, afterSeq)
                    .map(read -> read.size() > kept.size() ? read : kept)
                    .otherwise(kept));
  }

  @Override
  public Future<Long> settle(long generationId, long found) {
    Spoken spoken = running.get(generationId);
    return spoken == null ? Future.succeededFuture(0L) : spoken.settle(found);
  }

  @Override
  public void release(long generationId) {
    running.remove(generationId);
    sure.release(generationId);
  }

  @Override
  public Future<Void> close() {
    return fast.close().eventually(sure::close);
  }

  private static boolean isConflict(Throwable error) {
    return error instanceof FailureException refusal
        && refusal.failure().code() == ErrorCode.CONFLICT;
  }

  /** One generation. */
  private final class Spoken {
    private final long id;
    private final List<Chunk> kept = new ArrayList<>();
    private long newest;

    /** Null while it is in the fast log. */
    private Future<Void> moved;

    Spoken(long id) {
      this.id = id;
    }

    Future<Void> append(List<Chunk> chunks) {
      return write(chunks)
          .map(
              done -> {
                synchronized (this) {
                  newest = Math.max(newest, chunks.getLast().seq());
                }
                return null;
              });
    }

    private Future<Void> write(List<Chunk> chunks) {
      Future<Void> before = keep(chunks);
      return before == null
          ? fast.append(chunks)
              .recover(error -> isConflict(error) ? Future.failedFuture(error) : move(error))
          : before.compose(done -> sure.append(chunks));
    }

    /** Null when the chunks are kept and go to the fast log; an append made again is kept once. */
    private synchronized Future<Void> keep(List<Chunk> chunks) {
      if (moved == null) {
        long last = kept.isEmpty() ? 0 : kept.getLast().seq();
        chunks.stream().filter(chunk -> chunk.seq() > last).forEach(kept::add);
      }
      return moved;
    }

    Future<Long> settle(long found) {
      long reached;
      synchronized (this) {
        reached = newest;
      }
      return reached <= found
          ? Future.succeededFuture(reached)
          : move(new IllegalStateException("a reader found no more than " + found))
              .compose(moved -> sure.settle(id, found))
              .map(reached);
    }

    /** Goes over, once; a move that failed is made again by the next who asks. */
    private Future<Void> move(Throwable cause) {
      Promise<Void> promise = Promise.promise();
      List<Chunk> all;
      synchronized (this) {
        if (moved != null) {
          return moved;
        }
        moved = promise.future();
        all = List.copyOf(kept);
      }
      LOG.warn("Generation {} goes over to the database: {}", id, cause.getMessage());
      inLane(all)
          .onComplete(
              done -> {
                synchronized (this) {
                  if (done.failed()) {
                    moved = null;
                  } else {
                    kept.clear();
                  }
                }
                promise.handle(done);
              });
      return promise.future();
    }

    private Future<Void> inLane(List<Chunk> all) {
      int lane = Math.floorMod(id, MAX_MOVES);
      synchronized (lanes) {
        Future<Void> mine = lanes.get(lane).transform(before -> Pieces.append(sure, all));
        lanes.set(lane, mine);
        return mine;
      }
    }
  }
}
