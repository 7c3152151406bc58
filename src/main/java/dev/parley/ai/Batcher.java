package dev.parley.ai;

import dev.parley.chat.Chunk;
import dev.parley.generationlog.GenerationLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the text of one generation to the log, in the rhythm of the log itself: the first text
 * goes at once; while an append is in flight the next texts gather; its answer takes them along.
 * There is no timer in the path and never more than one append in flight, so chunks are in order
 * and what is told to the sink is in the log.
 *
 * <p>Used on one event loop; an answer of the log that comes on another thread is brought back.
 */
final class Batcher {
  /** Who shows the text and hears of trouble. Nothing is told after {@link Batcher#close}. */
  interface Sink {
    /** These chunks can be read by everybody: they may be shown. */
    void appended(List<Chunk> chunks);

    /** Whether the generation is surely still ours; if not, nothing is written until a resume. */
    boolean mayWrite();

    /** Nothing waits any more. */
    void drained();

    /** The log refused for good; CONFLICT means that the generation was lost. */
    void broken(Throwable cause);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);
  private static final int[] RETRY_AFTER_MS = {50, 200, 800};

  private final Vertx vertx;
  private final Context context;
  private final Thread thread = Thread.currentThread();
  private final GenerationLog log;
  private final long generationId;
  private final long epoch;
  private final Sink sink;

  private final TextCleaner cleaner = new TextCleaner();
  private final WaitingText waiting = new WaitingText();
  private final StringBuilder content = new StringBuilder();
  private final Promise<Void> flushed = Promise.promise();
  private long lastSeq;
  private boolean inFlight;
  private Runnable held;
  private boolean ending;
  private boolean closed;

  Batcher(Vertx vertx, GenerationLog log, long generationId, long epoch, Sink sink) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.log = log;
    this.generationId = generationId;
    this.epoch = epoch;
    this.sink = sink;
  }

  void add(String text) {
    waiting.add(cleaner.accept(text));
    pump();
  }

  /** It may be written again, after {@link Sink#mayWrite} said no. */
  void resume() {
    if (held == null) {
      pump();
    } else {
      Runnable append = held;
      held = null;
      append.run();
    }
  }

  /** No more text comes. Completes when all of it is in the log, fails when that cannot be. */
  Future<Void> flush() {
    ending = true;
    waiting.add(cleaner.end());
    pump();
    return flushed.future();
  }

  /** Forgets what waits, and ignores what is in flight. */
  void close() {
    closed = true;
    flushed.tryFail("closed");
  }

  /** Characters that wait. */
  int waiting() {
    return waiting.length();
  }

  /** What is in the log so far. */
  String content() {
    return content.toString();
  }

  /** Sequence number of the newest chunk in the log; 0 while there is none. */
  long lastSeq() {
    return lastSeq;
  }

  private void pump() {
    if (closed || inFlight) {
      return;
    }
    if (waiting.isEmpty()) {
      if (ending) {
        flushed.tryComplete();
      }
      return;
    }
    if (!sink.mayWrite()) {
      return;
    }
    List<Chunk> batch = new ArrayList<>();
    for (String text : waiting.takeBatch()) {
      batch.add(new Chunk(generationId, epoch, lastSeq + batch.size() + 1, text));
    }
    inFlight = true;
    append(List.copyOf(batch), 0);
    if (waiting.isEmpty() && !closed) {
      sink.drained();
    }
  }

  private void append(List<Chunk> batch, int attempt) {
    log.append(batch)
        .onSuccess(nothing -> here(() -> written(batch)))
        .onFailure(error -> here(() -> refused(batch, attempt, error)));
  }

  private void here(Runnable action) {
    if (Thread.currentThread() == thread) {
      action.run();
    } else {
      context.runOnContext(nothing -> action.run());
    }
  }

  private void written(List<Chunk> batch) {
    if (closed) {
      return;
    }
    inFlight = false;
    lastSeq = batch.getLast().seq();
    batch.forEach(chunk -> content.append(chunk.content()));
    sink.appended(batch);
    pump();
  }

  /**
   * An append whose outcome is unknown is made again with the same numbers: it adds nothing that is
   * there already.
   */
  private void refused(List<Chunk> batch, int attempt, Throwable error) {
    if (closed) {
      return;
    }
    boolean lost =
        error instanceof FailureException refusal && refusal.failure().code() == ErrorCode.CONFLICT;
    if (!lost && attempt < RETRY_AFTER_MS.length) {
      LOG.warn("Append to generation {} failed, trying again", generationId, error);
      vertx.setTimer(RETRY_AFTER_MS[attempt], id -> again(batch, attempt + 1));
    } else {
      // The sink first: one that was told CONFLICT must not take the failed flush for an end.
      closed = true;
      sink.broken(error);
      flushed.tryFail(error);
    }
  }

  private void again(List<Chunk> batch, int attempt) {
    if (closed) {
      return;
    }
    if (sink.mayWrite()) {
      append(batch, attempt);
    } else {
      held = () -> again(batch, attempt);
    }
  }
}
