package dev.parley.limits;

import java.util.function.LongSupplier;

/**
 * Meters one connection or one key: a bucket of {@code burst} permits that fills steadily. Used
 * from one thread at a time.
 *
 * <p>All of its state is one number, the moment at which the bucket will be full again (the generic
 * cell rate algorithm), so that nothing has to run while nobody asks.
 */
public final class TokenBucket {
  private final long intervalNanos;
  private final long capacityNanos;
  private final LongSupplier nanoTime;
  private long fullAt;

  public TokenBucket(Rate rate) {
    this(rate, System::nanoTime);
  }

  /**
   * @param nanoTime a clock that never goes back, such as {@link System#nanoTime}
   */
  public TokenBucket(Rate rate, LongSupplier nanoTime) {
    this.intervalNanos = rate.intervalNanos();
    this.capacityNanos = rate.burst() * intervalNanos;
    this.nanoTime = nanoTime;
    this.fullAt = nanoTime.getAsLong();
  }

  /**
   * Takes the permits, or none of them.
   *
   * @return 0 when they were taken, otherwise nanoseconds until they will be there
   * @throws IllegalArgumentException when the bucket can never hold that many
   */
  public long take(int permits) {
    long cost = permits * intervalNanos;
    if (permits < 1 || cost > capacityNanos) {
      throw new IllegalArgumentException(permits + " permits from a bucket of " + capacity());
    }
    long missing = missing(nanoTime.getAsLong());
    long wait = missing + cost - capacityNanos;
    if (wait > 0) {
      return wait;
    }
    fullAt += cost;
    return 0;
  }

  public boolean tryTake() {
    return take(1) == 0;
  }

  /** How many permits the full bucket holds. */
  public int capacity() {
    return (int) (capacityNanos / intervalNanos);
  }

  /** How far the bucket is from being full; moves {@code fullAt} up to now when it is. */
  private long missing(long now) {
    if (fullAt - now < 0) {
      fullAt = now;
    }
    return fullAt - now;
  }
}
