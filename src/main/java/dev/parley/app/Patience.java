package dev.parley.app;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long the end of the process waits for what is under way. Safe for any thread. */
final class Patience implements LongSupplier {
  private final Duration bound;
  private volatile Long beganAt;

  Patience(Duration bound) {
    this.bound = bound;
  }

  /** From now on it runs out. */
  void begin() {
    beganAt = System.nanoTime();
  }

  /** What is left, milliseconds; 0 when it is used up. */
  @Override
  public long getAsLong() {
    Long began = beganAt;
    Duration used = began == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - began);
    return Math.max(0, bound.minus(used).toMillis());
  }
}
