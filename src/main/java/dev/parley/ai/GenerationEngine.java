package dev.parley.ai;

import dev.parley.bus.Ai.Accepted;
import dev.parley.bus.Ai.Generate;
import dev.parley.bus.Ai.Stopped;
import dev.parley.bus.Events;
import dev.parley.bus.Generations.Held;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.ServerEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations of one node: at most {@code maxConcurrent} run, at most {@code maxQueued} wait
 * for a place, and more are refused. What waits is claimed only when its turn comes, so that
 * another node with a free place may take it first. Used on one event loop.
 */
final class GenerationEngine {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationEngine.class);
  private static final long BUSY_RETRY_MS = 2_000;
  private static final long ENDING_MS = 3_000;

  private final Dependencies parts;
  private final Places places;
  private final PromptBuilder prompts;
  private final Pictures pictures;
  private final Summarizer summarizer;
  private final Afterwords afterwords;
  private final SequencedMap<Long, RunningGeneration> running = new LinkedHashMap<>();
  private final SequencedMap<Long, Generate> queue = new LinkedHashMap<>();
  private final PlaceTeller<Generate> teller;
  private Promise<Void> drained;

  GenerationEngine(Dependencies parts, Places places, PromptBuilder prompts, Spending spending) {
    this.parts = parts;
    this.places = places;
    this.prompts = prompts;
    places.whenFree(this::startNext);
    this.pictures = new Pictures(parts.bus());
    this.summarizer = new Summarizer(parts, spending);
    this.afterwords = new Afterwords(parts, spending);
    this.teller = new PlaceTeller<>(parts.vertx(), queue::values, this::tell);
  }

  /** Takes a generation; it is claimed after the answer. Taking it twice is no error. */
  Future<Accepted> generate(Generate request) {
    long id = request.generationId();
    if (drained != null) {
      return refused("This node is about to stop");
    }
    if (!running.containsKey(id) && !queue.containsKey(id)) {
      if (places.take()) {
        start(id);
      } else if (queue.size() < parts.settings().maxQueued()) {
        queue.putLast(id, request);
        teller.came(request);
      } else {
        return refused("All places for answers are taken at the moment");
      }
    }
    return Future.succeededFuture(new Accepted());
  }

  private static Future<Accepted> refused(String message) {
    return Future.failedFuture(
        new Failure(ErrorCode.UNAVAILABLE, message, BUSY_RETRY_MS).asException());
  }

  private void start(long id) {
    Generate waited = queue.remove(id);
    if (waited != null) {
      teller.done(waited);
    }
    RunningGeneration generation = new RunningGeneration(parts, summarizer, id);
    running.put(id, generation);
    generation.run(prompts, pictures).onComplete(over -> ended(id, generation));
  }

  private void ended(long id, RunningGeneration generation) {
    running.remove(id);
    places.release();
    if (drained == null) {
      generation.answered().ifPresent(afterwords::add);
    }
    if (drained != null && running.isEmpty()) {
      drained.tryComplete();
    }
  }

  private void startNext() {
    if (!queue.isEmpty() && places.take()) {
      start(queue.firstEntry().getKey());
    }
  }

  private void tell(Generate waiting, int place) {
    if (waiting.conversationId() != null && waiting.messageId() != null) {
      parts
          .bus()
          .publish(
              Events.conversation(waiting.conversationId()),
              new ServerEvent.Queued(
                  waiting.conversationId(), waiting.messageId(), waiting.generationId(), place));
    }
  }

  /** Takes as many of the generations that wait anywhere as there are free places here. */
  void adopt(List<Long> waiting) {
    for (long id : waiting) {
      if (drained == null && !running.containsKey(id) && places.take()) {
        start(id);
      }
    }
  }

  Stopped stop(long id) {
    RunningGeneration generation = running.get(id);
    return new Stopped(generation != null && generation.endWith(Ending.STOPPED));
  }

  /** The leases that this node holds. */
  List<Held> held() {
    return running.values().stream()
        .map(RunningGeneration::held)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Another owner, or the end, has taken these. */
  void lose(List<Long> lost) {
    lost.stream().map(running::get).filter(Objects::nonNull).forEach(RunningGeneration::lose);
  }

  /** The store renewed the leases of these, asked at that time. */
  void renewed(List<Held> held, long askedAt) {
    held.stream()
        .map(lease -> running.get(lease.generationId()))
        .filter(Objects::nonNull)
        .forEach(generation -> generation.renewed(askedAt));
  }

  /** Generations that run here, the ones about to end among them. */
  int running() {
    return running.size();
  }

  /**
   * Takes nothing more. What runs may end by itself for {@code graceMs}, is interrupted then, and
   * has three seconds to say so to the store. What waits stays queued in the store, for others.
   */
  Future<Void> close(long graceMs) {
    drained = Promise.promise();
    queue.clear();
    afterwords.close();
    if (running.isEmpty()) {
      drained.complete();
      return drained.future();
    }
    long grace = parts.vertx().setTimer(Math.max(1, graceMs), fired -> interrupt());
    long bound = parts.vertx().setTimer(graceMs + ENDING_MS, fired -> drained.tryComplete());
    return drained
        .future()
        .onComplete(
            done -> {
              parts.vertx().cancelTimer(grace);
              parts.vertx().cancelTimer(bound);
              if (!running.isEmpty()) {
                LOG.warn("Left {} generations to be ended by others", running.size());
              }
            });
  }

  private void interrupt() {
    for (RunningGeneration generation : List.copyOf(running.values())) {
      generation.endWith(Ending.INTERRUPTED);
    }
  }
}
