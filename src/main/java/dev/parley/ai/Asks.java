package dev.parley.ai;

import dev.parley.bus.Asking.Ask;
import dev.parley.bus.Asking.Taken;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * The answers for programs of one node. Each takes one of the places that generations take as well,
 * or waits for one; as many wait as generations may, and no more bytes of prompts are held than
 * {@link #MAX_HELD} (REFUSE for both). Used on one event loop.
 */
final class Asks {
  /** Most bytes of prompts, pictures among them. */
  static final long MAX_HELD = 128L * 1024 * 1024;

  /** How long askers have to hear that the node stops. */
  private static final long TELLING_MS = 3_000;

  private static final Failure BUSY =
      new Failure(ErrorCode.UNAVAILABLE, "All places for answers are taken at the moment", 2_000L);
  private static final Failure STOPPING =
      new Failure(ErrorCode.UNAVAILABLE, "This node is about to stop", 1_000L);
  private static final Failure BLIND =
      new Failure(ErrorCode.INVALID_FIELD, "The model cannot look at pictures");

  private static final Failure UNABLE =
      new Failure(ErrorCode.INVALID_FIELD, "The model cannot be told of tools");

  private final Dependencies parts;
  private final Places places;
  private final Spending spending;
  private final Map<String, RunningAsk> all = new HashMap<>();
  private final SequencedMap<String, RunningAsk> waiting = new LinkedHashMap<>();
  private final PlaceTeller<RunningAsk> teller;
  private long held;
  private Promise<Void> drained;

  Asks(Dependencies parts, Places places, Spending spending) {
    this.parts = parts;
    this.spending = spending;
    this.places = places;
    this.teller = new PlaceTeller<>(parts.vertx(), waiting::values, RunningAsk::queued);
    places.whenFree(this::startNext);
  }

  /** Takes it when its person may have it; it is told to the asker from then on. */
  Future<Taken> take(Ask ask) {
    if (drained != null) {
      return Future.failedFuture(STOPPING.asException());
    }
    String model = Objects.requireNonNullElseGet(ask.model(), parts::defaultModel);
    if (AskedPrompt.hasPictures(ask) && !parts.provider().vision(model)) {
      return Future.failedFuture(BLIND.asException());
    }
    if (!ask.wishes().tools().isEmpty() && !parts.provider().tools(model)) {
      return Future.failedFuture(UNABLE.asException());
    }
    long prompt = Tally.tokens(ask.turns().stream().mapToInt(t -> t.content().length()).sum());
    return spending
        .admit(ask.id(), ask.userId(), model, prompt, parts.settings().maxDuration())
        .compose(account -> admitted(ask, account).onFailure(refused -> account.ended(null)));
  }

  private Future<Taken> admitted(Ask ask, Spending.Account account) {
    long weight = AskedPrompt.weight(ask);
    if (drained != null) {
      return Future.failedFuture(STOPPING.asException());
    }
    boolean place = places.take();
    if (held + weight > MAX_HELD
        || (!place && waiting.size() >= parts.settings().maxQueued())
        || all.containsKey(ask.id())) {
      if (place) {
        places.release();
      }
      return Future.failedFuture(BUSY.asException());
    }
    RunningAsk running = new RunningAsk(parts, ask, account);
    held += weight;
    all.put(ask.id(), running);
    running.over().onComplete(over -> ended(ask.id(), running, weight));
    if (place) {
      running.start();
    } else {
      waiting.put(ask.id(), running);
      teller.came(running);
    }
    return Future.succeededFuture(new Taken());
  }

  private void ended(String id, RunningAsk running, long weight) {
    held -= weight;
    all.remove(id);
    waiting.remove(id);
    if (running.started()) {
      places.release();
    }
    endIfDrained();
  }

  private void startNext() {
    if (!waiting.isEmpty() && places.take()) {
      RunningAsk next = waiting.pollFirstEntry().getValue();
      teller.done(next);
      next.start();
    }
  }

  /** Does nothing when this node does not work on it. */
  void cancel(String id) {
    RunningAsk running = all.get(id);
    if (running != null) {
      running.cancel();
    }
  }

  /**
   * Takes no more. What runs may end by itself for {@code graceMs}; the askers of what is left, and
   * of what waits, are told that they have to ask elsewhere.
   */
  Future<Void> close(long graceMs) {
    drained = Promise.promise();
    List.copyOf(waiting.values()).forEach(running -> running.fail(STOPPING));
    long grace =
        parts
            .vertx()
            .setTimer(
                Math.max(1, graceMs),
                late -> List.copyOf(all.values()).forEach(running -> running.fail(STOPPING)));
    long bound = parts.vertx().setTimer(graceMs + TELLING_MS, late -> drained.tryComplete());
    endIfDrained();
    return drained
        .future()
        .onComplete(
            done -> {
              parts.vertx().cancelTimer(grace);
              parts.vertx().cancelTimer(bound);
            });
  }

  private void endIfDrained() {
    if (drained != null && all.isEmpty()) {
      drained.tryComplete();
    }
  }
}
