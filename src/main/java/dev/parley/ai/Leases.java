package dev.parley.ai;

import dev.parley.bus.Generations;
import dev.parley.bus.Generations.Held;
import dev.parley.bus.Generations.Orphans;
import dev.parley.bus.Generations.Reap;
import dev.parley.bus.Metrics;
import dev.parley.bus.Metrics.Sample;
import dev.parley.chat.GenerationState;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases of this node alive and cares for generations that nobody owns. While the store
 * is away both do nothing but say so once; the leases of all nodes run out alike then.
 */
final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final int MAX_ORPHANS = 100;

  private final Dependencies parts;
  private final GenerationEngine engine;
  private boolean sweeping;
  private boolean complained;

  Leases(Dependencies parts, GenerationEngine engine) {
    this.parts = parts;
    this.engine = engine;
  }

  /**
   * Tells the store that this node lives, and hears what it must end. Beats go out in their rhythm
   * whether the one before was answered or not, so that a slow store costs no lease.
   */
  void beat() {
    List<Held> held = engine.held();
    if (held.isEmpty()) {
      return;
    }
    long askedAt = parts.nanos().getAsLong();
    parts
        .bus()
        .request(Generations.BEAT, new Generations.Beat(parts.node(), parts.leaseMs(), held))
        .onSuccess(
            answer -> {
              reachable();
              engine.lose(answer.lost());
              engine.renewed(
                  held.stream()
                      .filter(lease -> !answer.lost().contains(lease.generationId()))
                      .toList(),
                  askedAt);
              answer.stop().forEach(engine::stop);
            })
        .onFailure(this::unreachable);
  }

  /** Starts what waits, as far as there is room, and ends what lost its owner. */
  void sweep() {
    if (sweeping) {
      return;
    }
    sweeping = true;
    parts
        .bus()
        .request(Generations.ORPHANS, new Generations.FindOrphans(MAX_ORPHANS, parts.leaseMs()))
        .compose(this::care)
        .onComplete(
            done -> {
              sweeping = false;
              reachable();
            },
            error -> {
              sweeping = false;
              unreachable(error);
            });
  }

  private Future<?> care(Orphans orphans) {
    engine.adopt(orphans.waiting());
    return Future.join(orphans.dead().stream().map(this::reap).toList());
  }

  private Future<Void> reap(long id) {
    return parts
        .bus()
        .request(Generations.REAP, new Reap(id))
        .map(
            reaped -> {
              if (reaped != null && reaped.applied()) {
                LOG.warn("Ended generation {}, whose owner is gone", id);
                parts
                    .bus()
                    .publish(
                        Metrics.SAMPLES,
                        new Sample.GenerationEnded(
                            null, null, GenerationState.INTERRUPTED, null, null));
              }
              return null;
            });
  }

  private void reachable() {
    if (complained) {
      complained = false;
      LOG.info("The store can be reached again");
    }
  }

  private void unreachable(Throwable error) {
    if (!complained) {
      complained = true;
      LOG.warn("The store cannot be reached for leases", error);
    }
  }
}
