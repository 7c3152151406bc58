package dev.parley.ai;

import dev.parley.bus.Generations;
import dev.parley.bus.Generations.Held;
import dev.parley.bus.Generations.Job;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One generation that this node has a place for: it is claimed, and then is an {@link
 * OwnedGeneration} until that is over. What happens to it while it is being claimed is kept for
 * then. Used on one event loop.
 */
final class RunningGeneration {
  private static final Logger LOG = LoggerFactory.getLogger(RunningGeneration.class);

  /** Most characters of an answer. */
  static final int MAX_ANSWER = 1_000_000;

  /** Characters that may wait for the log before the provider is told to pause. */
  static final int MAX_WAITING = 256 * 1024;

  private final Dependencies parts;
  private final Summarizer summarizer;
  private final long id;
  private final Promise<Void> over = Promise.promise();
  private final Tally tally = new Tally(System::nanoTime);
  private final Lease lease;

  /** Null before the claim, and for ever where that got nothing. */
  private OwnedGeneration owned;

  private Ending endBeforeStart;

  RunningGeneration(Dependencies parts, Summarizer summarizer, long id) {
    this.parts = parts;
    this.summarizer = summarizer;
    this.id = id;
    this.lease = new Lease(parts.nanos(), TimeUnit.MILLISECONDS.toNanos(parts.leaseMs()));
  }

  /** Completes when nothing is left to do; never fails. */
  Future<Void> run(PromptBuilder prompts, Pictures pictures) {
    long askedAt = parts.nanos().getAsLong();
    String claim = UUID.randomUUID().toString();
    parts
        .bus()
        .request(Generations.CLAIM, new Generations.Claim(id, parts.node(), parts.leaseMs(), claim))
        .onSuccess(
            job -> {
              lease.confirmed(askedAt);
              claimed(job, prompts, pictures);
            })
        .onFailure(
            error -> {
              // It stays queued, or loses its lease: either way the sweep of a node finds it.
              LOG.warn("Cannot claim generation {}", id, error);
              leave();
            });
    return over.future();
  }

  private void claimed(Job job, PromptBuilder prompts, Pictures pictures) {
    if (job == null) {
      leave();
      return;
    }
    owned = new OwnedGeneration(parts, job, lease, tally, this::leave);
    if (endBeforeStart == null) {
      owned.speak(prompts, pictures, summarizer);
    } else {
      owned.end(endBeforeStart);
    }
  }

  private void leave() {
    parts.log().release(id);
    over.complete();
  }

  /**
   * Ends it before the provider does, at any time.
   *
   * @return false when it was ending already
   */
  boolean endWith(Ending ending) {
    if (owned != null) {
      return owned.end(ending);
    }
    if (over.future().isComplete()) {
      return false;
    }
    endBeforeStart = endBeforeStart == null ? ending : endBeforeStart;
    return true;
  }

  /** Somebody else owns it now: not another word. */
  void lose() {
    if (owned != null) {
      owned.lose();
    }
  }

  /** The store renewed the lease, asked at that time of {@link Dependencies#nanos}. */
  void renewed(long askedAt) {
    lease.confirmed(askedAt);
    if (owned != null) {
      owned.renewed();
    }
  }

  /** What the lease is held on; empty before the claim and after the end. */
  Optional<Held> held() {
    return Optional.ofNullable(owned).flatMap(OwnedGeneration::held);
  }

  /** What it came to, once that is whole and there is anything of it. */
  Optional<Answered> answered() {
    return Optional.ofNullable(owned).flatMap(OwnedGeneration::answered);
  }
}
