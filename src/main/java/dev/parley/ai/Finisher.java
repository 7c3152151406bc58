package dev.parley.ai;

import dev.parley.bus.Generations;
import dev.parley.bus.Generations.Finish;
import dev.parley.bus.Metrics;
import dev.parley.bus.Metrics.Sample;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends generations in the store, trying again while the store is away. When that takes longer than
 * the lease it gives up: the lease is gone by then, and a reaper ends the generation.
 */
final class Finisher {
  private static final Logger LOG = LoggerFactory.getLogger(Finisher.class);
  private static final Backoff BACKOFF = new Backoff(100, 2_000);

  private final Dependencies parts;

  Finisher(Dependencies parts) {
    this.parts = parts;
  }

  /** Completes when there is nothing more to try; never fails. */
  Future<Void> finish(Finish finish) {
    Promise<Void> done = Promise.promise();
    Duration patience = parts.settings().lease().plus(parts.settings().lease().dividedBy(3));
    attempt(finish, 0, System.nanoTime() + patience.toNanos(), done);
    return done.future();
  }

  private void attempt(Finish finish, int attempt, long deadline, Promise<Void> done) {
    parts
        .bus()
        .request(Generations.FINISH, finish)
        .onSuccess(
            answer -> {
              if (answer != null && answer.applied()) {
                count(finish);
              } else {
                LOG.info("Generation {} had ended or changed hands", finish.generationId());
              }
              done.complete();
            })
        .onFailure(
            error -> {
              if (System.nanoTime() - deadline > 0) {
                LOG.error("Gave up ending generation {}", finish.generationId(), error);
                done.complete();
                return;
              }
              LOG.warn("Cannot end generation {} yet", finish.generationId(), error);
              parts
                  .vertx()
                  .setTimer(
                      BACKOFF.millis(attempt), id -> attempt(finish, attempt + 1, deadline, done));
            });
  }

  private void count(Finish finish) {
    parts
        .bus()
        .publish(
            Metrics.SAMPLES,
            new Sample.GenerationEnded(
                Objects.requireNonNullElseGet(finish.provider(), parts.provider()::name),
                finish.model(),
                finish.state(),
                finish.usage(),
                finish.metrics()));
  }
}
