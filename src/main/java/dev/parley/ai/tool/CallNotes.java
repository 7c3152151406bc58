package dev.parley.ai.tool;

import dev.parley.bus.Tools;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has written down what becomes of the calls of one answer, at most three notes of each call. A
 * store that is away makes the answer neither fail nor wait for long. Used on one event loop.
 */
final class CallNotes {
  /** Longest wait for notes under way when the answer is whole, milliseconds. */
  private static final long PATIENCE_MS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(CallNotes.class);

  private final Workbench bench;
  private Future<?> underWay = Future.succeededFuture();

  CallNotes(Workbench bench) {
    this.bench = bench;
  }

  /**
   * Never fails.
   *
   * @param before what is to be told of the call first; never fails either
   * @return whether people may be told: not when the answer has ended or was lost to another owner,
   *     but when there is nobody to write it down
   */
  Future<Boolean> note(Future<?> before, Tools.Note note) {
    Future<Boolean> noted =
        before
            .compose(told -> bench.bus().request(Tools.NOTE, note))
            .map(true)
            .recover(error -> unwritten(note, error));
    underWay = underWay.isComplete() ? noted : Future.join(underWay, noted);
    return noted;
  }

  private static Future<Boolean> unwritten(Tools.Note note, Throwable error) {
    boolean lost =
        error instanceof FailureException refusal && refusal.failure().code() == ErrorCode.CONFLICT;
    if (!lost) {
      LOG.warn(
          "Call {} of generation {} is not written down",
          note.callId(),
          note.generationId(),
          error);
    }
    return Future.succeededFuture(!lost);
  }

  /** Completes when nothing is under way any more, or that takes too long. */
  Future<?> settled() {
    return underWay.isComplete()
        ? underWay
        : Future.any(underWay, bench.vertx().timer(PATIENCE_MS, TimeUnit.MILLISECONDS));
  }
}
