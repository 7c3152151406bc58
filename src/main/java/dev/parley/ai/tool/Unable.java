package dev.parley.ai.tool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Models that refused a prompt with tools and took it without. For ten minutes they are not told of
 * tools again. At most 100; with one more the oldest is forgotten (FORGET_OLDEST). Used on one
 * event loop.
 */
final class Unable {
  private static final int MAX = 100;
  private static final long NANOS = TimeUnit.MINUTES.toNanos(10);

  private final LongSupplier nanos;
  private final Map<String, Long> until = new LinkedHashMap<>();

  /**
   * @param nanos a clock that only goes forward, nanoseconds
   */
  Unable(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void add(String model) {
    until.remove(model);
    if (until.size() == MAX) {
      until.remove(until.keySet().iterator().next());
    }
    until.put(model, nanos.getAsLong() + NANOS);
  }

  boolean has(String model) {
    Long end = until.get(model);
    return end != null && nanos.getAsLong() - end < 0;
  }
}
