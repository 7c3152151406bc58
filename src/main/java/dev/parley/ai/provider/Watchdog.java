package dev.parley.ai.provider;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Notices silence: it barks once when nothing was heard for too long. Hearing something is one
 * store to a field, not a new timer: the one timer finds out when it fires whether it is too early,
 * and goes back to sleep for the rest. Used on one context.
 */
public final class Watchdog {
  private final Vertx vertx;
  private final Runnable bark;
  private long limitNanos;
  private long heardAt;
  private long timer = -1;

  /** Sleeps until {@link #watch}. */
  public Watchdog(Vertx vertx, Runnable bark) {
    this.vertx = vertx;
    this.bark = bark;
  }

  /** Starts to watch, or starts again, with this much silence allowed from now on. */
  public void watch(Duration silence) {
    stop();
    limitNanos = silence.toNanos();
    heardAt = System.nanoTime();
    sleep(limitNanos);
  }

  /** Something was heard. */
  public void heard() {
    heardAt = System.nanoTime();
  }

  /** Stops watching; {@link #watch} starts again. */
  public void stop() {
    if (timer != -1) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  private void sleep(long nanos) {
    timer = vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)), id -> wake());
  }

  private void wake() {
    timer = -1;
    long left = limitNanos - (System.nanoTime() - heardAt);
    if (left > TimeUnit.MILLISECONDS.toNanos(1)) {
      sleep(left);
    } else {
      bark.run();
    }
  }
}
