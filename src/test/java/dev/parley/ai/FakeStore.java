package dev.parley.ai;

import dev.parley.bus.Bus;
import dev.parley.bus.Generations;
import dev.parley.bus.Generations.Asker;
import dev.parley.bus.Generations.BeatAnswer;
import dev.parley.bus.Generations.Finish;
import dev.parley.bus.Generations.Finished;
import dev.parley.bus.Generations.Held;
import dev.parley.bus.Generations.Job;
import dev.parley.bus.Generations.Orphans;
import dev.parley.bus.Generations.Turn;
import dev.parley.bus.Tools;
import dev.parley.chat.Generation;
import dev.parley.chat.GenerationState;
import dev.parley.chat.MessageType;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The generations part of the store, in memory, over the real bus: the same compare-and-set on
 * state and epoch, without a clock. A test says whose lease ran out.
 */
final class FakeStore extends VerticleBase {
  static final long EPOCH = 5;
  static final long ASKER = 7;

  private final Map<Long, Generation> generations = new HashMap<>();
  private final Map<Long, Promise<Finish>> ends = new HashMap<>();
  private final List<Generations.Claim> claims = new ArrayList<>();
  private final List<Generations.Beat> beats = new ArrayList<>();
  private final Set<Long> waiting = new LinkedHashSet<>();
  private final Set<Long> dead = new LinkedHashSet<>();
  private final Set<Long> stops = new LinkedHashSet<>();
  private int refusedFinishes;
  private Future<Void> claimGate = Future.succeededFuture();

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    return Future.all(
        bus.serve(Generations.CLAIM, this::claim).completion(),
        bus.serve(Generations.BEAT, beat -> Future.succeededFuture(beat(beat))).completion(),
        bus.serve(Generations.FINISH, this::finish).completion(),
        bus.serve(Tools.NOTE, this::note).completion(),
        bus.serve(Generations.ORPHANS, find -> Future.succeededFuture(orphans())).completion(),
        bus.serve(Generations.REAP, reap -> Future.succeededFuture(reap(reap.generationId())))
            .completion());
  }

  /** A question is there, and its answer is queued. Conversation and message have numbers near. */
  synchronized void queue(long id) {
    generations.put(id, generation(id, GenerationState.QUEUED, 0));
    ends.put(id, Promise.promise());
  }

  static long conversation(long id) {
    return id + 1_000;
  }

  private static Generation generation(long id, GenerationState state, long epoch) {
    return new Generation(
        id, conversation(id), id + 2_000, id + 3_000, "test-model", state, epoch, 0, null, null);
  }

  /** Claims are answered when the gate opens. */
  synchronized void claimsWaitFor(Future<Void> gate) {
    claimGate = gate;
  }

  synchronized void refuseFinishes(int times) {
    refusedFinishes = times;
  }

  /** The generation was queued long ago. */
  synchronized void offerAgain(long id) {
    waiting.add(id);
  }

  /** Somebody else's generation runs with a lease that ran out. */
  synchronized void orphan(long id) {
    queue(id);
    generations.put(id, generation(id, GenerationState.RUNNING, EPOCH));
    dead.add(id);
  }

  /** Takes the lease away, as a reaper does. */
  synchronized void steal(long id) {
    generations.put(id, generation(id, GenerationState.INTERRUPTED, EPOCH + 1));
  }

  synchronized void requestStop(long id) {
    stops.add(id);
  }

  synchronized GenerationState state(long id) {
    return generations.get(id).state();
  }

  synchronized List<Generations.Claim> claims() {
    return List.copyOf(claims);
  }

  synchronized List<Generations.Beat> beats() {
    return List.copyOf(beats);
  }

  /** Completes when the generation was finished; stays open when it was reaped or stolen. */
  synchronized Future<Finish> end(long id) {
    return ends.get(id).future();
  }

  private Future<Job> claim(Generations.Claim claim) {
    Future<Void> gate;
    synchronized (this) {
      claims.add(claim);
      gate = claimGate;
    }
    return gate.map(open -> take(claim.generationId()));
  }

  private synchronized Job take(long id) {
    Generation known = generations.get(id);
    if (known == null || known.state() != GenerationState.QUEUED) {
      return null;
    }
    Generation running = generation(id, GenerationState.RUNNING, EPOCH);
    generations.put(id, running);
    waiting.remove(id);
    return new Job(
        running,
        "Be short.",
        List.of(new Turn(MessageType.USER, "Ada", "question " + id)),
        null,
        new Asker(ASKER, "ada", false),
        null,
        false);
  }

  private synchronized BeatAnswer beat(Generations.Beat beat) {
    beats.add(beat);
    List<Long> lost =
        beat.held().stream().filter(held -> !owns(held)).map(Held::generationId).toList();
    return new BeatAnswer(lost, List.copyOf(stops));
  }

  private boolean owns(Held held) {
    Generation known = generations.get(held.generationId());
    return known.state() == GenerationState.RUNNING && known.epoch() == held.epoch();
  }

  private synchronized Future<Finished> finish(Finish finish) {
    if (refusedFinishes > 0) {
      refusedFinishes--;
      return Future.failedFuture(new FailureException(ErrorCode.UNAVAILABLE, "The store is away"));
    }
    Held held = new Held(finish.generationId(), finish.epoch());
    if (!owns(held)) {
      return Future.succeededFuture(new Finished(false));
    }
    generations.put(
        finish.generationId(), generation(finish.generationId(), finish.state(), EPOCH));
    ends.get(finish.generationId()).complete(finish);
    return Future.succeededFuture(new Finished(true));
  }

  private synchronized Future<Tools.Noted> note(Tools.Note note) {
    return owns(new Held(note.generationId(), note.epoch()))
        ? Future.succeededFuture(new Tools.Noted())
        : Future.failedFuture(new FailureException(ErrorCode.CONFLICT, "It is not yours"));
  }

  private synchronized Orphans orphans() {
    return new Orphans(List.copyOf(waiting), List.copyOf(dead));
  }

  private synchronized Finished reap(long id) {
    dead.remove(id);
    boolean applied = generations.get(id).state() == GenerationState.RUNNING;
    if (applied) {
      steal(id);
    }
    return new Finished(applied);
  }
}
