package dev.parley.ai.tool;

import dev.parley.bus.Tools;
import dev.parley.bus.Tools.CallNote;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has written down what becomes of the calls of one answer. One request is under way at a time;
 * what comes meanwhile waits, the latest of each call, and goes with the next one (CONFLATE). A
 * store that is away makes the answer neither fail nor wait for long. Used on one event loop.
 */
final class CallNotes {
  /** Longest wait for notes under way when the answer is whole, milliseconds. */
  private static final long PATIENCE_MS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(CallNotes.class);

  private final Workbench bench;
  private final Asked asked;
  private final Map<Integer, CallNote> waiting = new LinkedHashMap<>();

  /** Of the notes that wait. */
  private Promise<Boolean> next = Promise.promise();

  private Future<Boolean> underWay = Future.succeededFuture(true);

  CallNotes(Workbench bench, Asked asked) {
    this.bench = bench;
    this.asked = asked;
  }

  /**
   * Never fails; notes are answered in their order.
   *
   * @param note all that is known of the call
   * @return whether people may be told: not when the answer has ended or was lost to another owner,
   *     but when there is nobody to write it down
   */
  Future<Boolean> note(CallNote note) {
    waiting.put(note.ordinal(), note);
    Future<Boolean> noted = next.future();
    if (underWay.isComplete()) {
      send();
    }
    return noted;
  }

  private void send() {
    Promise<Boolean> sent = next;
    Tools.Note note =
        new Tools.Note(asked.generationId(), asked.epoch(), List.copyOf(waiting.values()));
    next = Promise.promise();
    waiting.clear();
    underWay = sent.future();
    bench
        .bus()
        .request(Tools.NOTE, note)
        .map(true)
        .otherwise(this::mayBeTold)
        .onSuccess(
            mayBeTold -> {
              sent.complete(mayBeTold);
              if (!waiting.isEmpty() && underWay.isComplete()) {
                send();
              }
            });
  }

  private boolean mayBeTold(Throwable error) {
    boolean lost =
        error instanceof FailureException refusal && refusal.failure().code() == ErrorCode.CONFLICT;
    if (!lost) {
      LOG.warn("Calls of generation {} are not written down", asked.generationId(), error);
    }
    return !lost;
  }

  /** Completes when nothing is under way any more, or that takes too long. */
  Future<?> settled() {
    return underWay.isComplete()
        ? underWay
        : Future.any(
            waiting.isEmpty() ? underWay : next.future(),
            bench.vertx().timer(PATIENCE_MS, TimeUnit.MILLISECONDS));
  }
}
