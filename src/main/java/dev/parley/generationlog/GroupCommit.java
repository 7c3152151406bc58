package dev.parley.generationlog;

import dev.parley.chat.Chunk;
import dev.parley.generationlog.WaitingAppends.Append;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The rhythm of a log: one write is in flight at a time; all appends that come meanwhile go with
 * the next. The first never waits for a timer, and the busier a node is, the more share a write.
 * Safe for any thread; futures complete on a thread of the log, not on the caller's.
 */
public final class GroupCommit {
  /** Writes the appends and tells of those that were refused, by their place in the list. */
  public interface Writer extends Function<List<List<Chunk>>, Future<Map<Integer, Throwable>>> {}

  private final Context context;
  private final WaitingAppends waiting;
  private final Writer writer;
  private final Promise<Void> written = Promise.promise();

  /**
   * @param maxBytes that wait to be written, an estimate; an append beyond that is refused with
   *     UNAVAILABLE
   * @param writer called for one write at a time; when it fails, so does every append of the write
   */
  public GroupCommit(Vertx vertx, long maxBytes, Writer writer) {
    this.context = vertx.getOrCreateContext();
    this.waiting = new WaitingAppends(maxBytes);
    this.writer = writer;
  }

  /** The refusal of an append by somebody who is no longer the owner. */
  public static FailureException lost() {
    return new FailureException(
        ErrorCode.CONFLICT, "The generation has ended or has another owner");
  }

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
      case FULL -> unavailable("Too much waits to be written to the log");
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
    Future.succeededFuture(batch.stream().map(Append::chunks).toList())
        .compose(writer)
        .onComplete(
            written -> {
              waiting.release(batch);
              // The next write is under way while the callers hear of this one.
              writeNext();
              if (written.failed()) {
                batch.forEach(append -> append.done().fail(written.cause()));
              } else {
                tell(batch, written.result());
              }
            });
  }

  private static void tell(List<Append> batch, Map<Integer, Throwable> refused) {
    for (int i = 0; i < batch.size(); i++) {
      Throwable cause = refused.get(i);
      if (cause == null) {
        batch.get(i).done().complete();
      } else {
        batch.get(i).done().fail(cause);
      }
    }
  }

  private void completeWhenDone() {
    if (waiting.isDone()) {
      written.tryComplete();
    }
  }

  /** Refuses what comes from now on. Completes when what waits has been written. */
  public Future<Void> close() {
    waiting.close();
    completeWhenDone();
    return written.future();
  }
}
