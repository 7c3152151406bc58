package dev.parley.auth;

import dev.parley.bus.Accounts;
import dev.parley.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of the store, which all nodes agree on: read again every 30 seconds, with a clock in
 * between that never jumps. Whatever becomes of the clock of this machine, tokens are good for as
 * long as they should be. Until the store was first reached it is the machine's time at the start.
 * Safe to use from any thread.
 */
final class StoreClock implements InstantSource {
  private static final Logger LOG = LoggerFactory.getLogger(StoreClock.class);
  private static final long EVERY_MS = TimeUnit.SECONDS.toMillis(30);
  private static final long RETRY_MS = TimeUnit.SECONDS.toMillis(1);

  private final Bus bus;
  private final LongSupplier nanos;
  private volatile Reading reading;
  private volatile boolean known;

  private record Reading(Instant time, long nanos) {}

  /**
   * @param start the time until the store says another
   * @param nanos a clock that never jumps, as {@link System#nanoTime}
   */
  StoreClock(Bus bus, Instant start, LongSupplier nanos) {
    this.bus = bus;
    this.nanos = nanos;
    this.reading = new Reading(start, nanos.getAsLong());
  }

  /** Completes after the first attempt, whether it worked or not; goes on until the end. */
  Future<Void> follow(Vertx vertx) {
    return read()
        .onComplete(done -> vertx.setTimer(known ? EVERY_MS : RETRY_MS, late -> follow(vertx)));
  }

  /** Reads once; a failure is logged only. */
  Future<Void> read() {
    long asked = nanos.getAsLong();
    return bus.request(Accounts.NOW, new Accounts.AskNow())
        .<Void>map(
            now -> {
              known = true;
              reading = new Reading(now.time(), asked + (nanos.getAsLong() - asked) / 2);
              return null;
            })
        .otherwise(
            error -> {
              LOG.warn("Cannot read the time of the store: {}", error.getMessage());
              return null;
            });
  }

  @Override
  public Instant instant() {
    Reading last = reading;
    return last.time().plusNanos(nanos.getAsLong() - last.nanos());
  }
}
