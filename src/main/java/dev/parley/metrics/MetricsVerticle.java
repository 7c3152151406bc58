package dev.parley.metrics;

import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.bus.Metrics;
import dev.parley.usage.Prices;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The metrics role; deployed once per process. Every node gathers all samples, but only one tells
 * the figures to the clients: who hears another tell them keeps quiet, and the next one speaks up
 * when that one falls silent.
 */
public final class MetricsVerticle extends VerticleBase {
  private static final long TELL_MS = 5_000;

  /** A little less than the period, so that the teller does not take its own word for another's. */
  private static final long QUIET_MS = 4_000;

  private final Aggregates aggregates;
  private long heardAt = now() - QUIET_MS;

  /** Where models are free. */
  public MetricsVerticle() {
    this(Prices.NONE);
  }

  /**
   * @param prices for the cost of what was used
   */
  public MetricsVerticle(Prices prices) {
    aggregates = new Aggregates(prices);
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    MessageConsumer<Object> samples =
        bus.subscribe(Metrics.SAMPLES, sample -> aggregates.add(sample, now()));
    MessageConsumer<Object> told = bus.subscribe(Events.STATUS, status -> heardAt = now());
    MessageConsumer<Object> stats =
        bus.serve(Metrics.STATS, request -> Future.succeededFuture(aggregates.status(now())));
    MessageConsumer<Object> figures =
        bus.serve(Metrics.FIGURES, request -> Future.succeededFuture(aggregates.figures(now())));
    // Nodes that start together must not speak together for ever.
    long first = 1 + ThreadLocalRandom.current().nextLong(TELL_MS);
    vertx.setPeriodic(first, TELL_MS, id -> tell(bus));
    return Future.all(
        samples.completion(), told.completion(), stats.completion(), figures.completion());
  }

  private void tell(Bus bus) {
    if (now() - heardAt >= QUIET_MS) {
      bus.publish(Events.STATUS, aggregates.status(now()));
    }
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
