package dev.parley.ai;

import java.util.function.LongSupplier;

/**
 * For how long a generation is surely this node's, by the node's own clock, which goes on while the
 * process is stopped. It counts from when the store was asked, so that it runs out here before it
 * does in the store, however long the answer takes. Used on one event loop.
 */
final class Lease {
  private final LongSupplier nanos;
  private final long lengthNanos;
  private long until;

  /**
   * @param nanos a clock that never jumps, as {@link System#nanoTime}
   */
  Lease(LongSupplier nanos, long lengthNanos) {
    this.nanos = nanos;
    this.lengthNanos = lengthNanos;
    this.until = nanos.getAsLong();
  }

  /** The store said yes to what it was asked at that time. */
  void confirmed(long askedAt) {
    long next = askedAt + lengthNanos;
    if (next - until > 0) {
      until = next;
    }
  }

  boolean holds() {
    return until - nanos.getAsLong() > 0;
  }
}
