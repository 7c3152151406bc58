package dev.parley.ai;

import dev.parley.bus.Metrics;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Leaves a provider alone that failed several times in a row: open for a pause, then one answer is
 * let through, whose end decides. Used on one event loop.
 */
final class Breaker {
  private final int most;
  private final long pauseNanos;
  private final LongSupplier nanos;
  private int failures;
  private long openedAt;
  private boolean probing;

  /**
   * @param most failures in a row that open it, at least 1
   * @param nanos a clock that only goes forward, nanoseconds
   */
  Breaker(int most, Duration pause, LongSupplier nanos) {
    this.most = most;
    this.pauseNanos = pause.toNanos();
    this.nanos = nanos;
  }

  /** Whether an answer may be asked for now, which changes nothing. */
  boolean isPassable() {
    return failures < most || (!probing && nanos.getAsLong() - openedAt >= pauseNanos);
  }

  /** How it stands, for people to see. */
  Metrics.Breaker state() {
    if (failures < most) {
      return Metrics.Breaker.CLOSED;
    }
    return probing || isPassable() ? Metrics.Breaker.HALF_OPEN : Metrics.Breaker.OPEN;
  }

  /** False when it is to be left alone; otherwise the end of the answer must be told. */
  boolean enter() {
    if (!isPassable()) {
      return false;
    }
    probing = failures >= most;
    return true;
  }

  void succeeded() {
    failures = 0;
    probing = false;
  }

  /** Failed in a way that says something of the provider, not only of the request. */
  void failed() {
    probing = false;
    failures = Math.min(most, failures + 1);
    openedAt = nanos.getAsLong();
  }

  /** Ended without saying anything of the provider. */
  void left() {
    probing = false;
  }
}
