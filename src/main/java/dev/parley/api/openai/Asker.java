package dev.parley.api.openai;

import dev.parley.bus.Ai;
import dev.parley.bus.Asking;
import dev.parley.bus.Asking.Heard;
import dev.parley.bus.Asking.Piece;
import dev.parley.bus.Bus;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the ai role for answers and hears their pieces, all at one address. Bounded for all and for
 * each person (REFUSE). Used on one event loop.
 */
final class Asker {
  private static final Logger LOG = LoggerFactory.getLogger(Asker.class);

  /** Answers at once, of one gateway. */
  private static final int MAX = 1_000;

  /** Answers at once of one person, of one gateway. */
  private static final int MAX_OF_ONE_PERSON = 20;

  private static final long SWEEP_MS = 1_000;
  private static final long BUSY_RETRY_MS = 2_000;

  private final Bus bus;
  private final String name = UUID.randomUUID().toString();
  private final Map<String, Call> calls = new HashMap<>();
  private final Future<Void> listening;

  /** Listens on the current context from now on. */
  Asker(Vertx vertx, Bus bus) {
    this.bus = bus;
    this.listening = bus.serve(Asking.pieces(name), this::hear).completion();
    listening.onFailure(error -> LOG.error("No answers for programs from this gateway", error));
    vertx.setPeriodic(SWEEP_MS, tick -> List.copyOf(calls.values()).forEach(this::check));
  }

  /** Whether there is room for another answer of this person. */
  private Failure refusal(long userId) {
    long own = calls.values().stream().filter(call -> call.userId() == userId).count();
    if (own >= MAX_OF_ONE_PERSON) {
      return new Failure(
          ErrorCode.RATE_LIMITED,
          "At most " + MAX_OF_ONE_PERSON + " answers at once",
          BUSY_RETRY_MS);
    }
    return calls.size() < MAX
        ? null
        : new Failure(ErrorCode.UNAVAILABLE, "Too many answers at once", BUSY_RETRY_MS);
  }

  /**
   * Asks; the hearer is told everything from then on, refusals too.
   *
   * @return ends it when the program has left
   */
  Runnable ask(long userId, ChatRequest request, Hearer hearer) {
    String id = UUID.randomUUID().toString();
    Failure refusal = refusal(userId);
    if (refusal != null) {
      hearer.ended(Asking.End.failed(refusal));
      return () -> {};
    }
    Call call = new Call(id, userId, hearer);
    calls.put(id, call);
    listening
        .compose(
            in ->
                bus.request(
                    Asking.ASK,
                    new Asking.Ask(
                        id,
                        name,
                        request.model(),
                        request.turns(),
                        request.bounds(),
                        request.wishes(),
                        userId)))
        .onFailure(error -> fail(call, failure(error)));
    return () -> cancel(call);
  }

  private static Failure failure(Throwable error) {
    if (error instanceof FailureException refused) {
      return refused.failure();
    }
    LOG.error("Could not ask", error);
    return new Failure(ErrorCode.INTERNAL, "The server could not do this");
  }

  private Future<Heard> hear(Piece piece) {
    Call call = calls.get(piece.id());
    if (call == null) {
      return Future.failedFuture(
          new FailureException(ErrorCode.NOT_FOUND, "Nobody waits for this answer"));
    }
    if (piece.end() != null) {
      calls.remove(piece.id());
    }
    return call.hear(piece).onFailure(gone -> calls.remove(piece.id()));
  }

  private void check(Call call) {
    if (call.isSilent()) {
      LOG.warn("The node that works on answer {} is silent", call.id());
      fail(call, new Failure(ErrorCode.UNAVAILABLE, "The answer broke off", BUSY_RETRY_MS));
    }
  }

  private void fail(Call call, Failure failure) {
    if (cancel(call)) {
      call.fail(failure);
    }
  }

  /** False when it is over already. */
  private boolean cancel(Call call) {
    boolean running = calls.remove(call.id(), call);
    if (running) {
      bus.publish(Ai.CANCEL, new Ai.Cancel(call.id()));
    }
    return running;
  }
}
