package dev.parley.limits.memory;

import dev.parley.limits.Decision;
import dev.parley.limits.Rate;
import dev.parley.limits.RateLimiter;
import dev.parley.limits.TokenBucket;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts in this process. Holds a bounded number of keys; when one more comes, the key that was
 * asked for longest ago is forgotten (LEAST_RECENTLY_USED), because its bucket is the one that has
 * had most time to fill. A forgotten key starts with a full bucket.
 */
public final class MemoryRateLimiter implements RateLimiter {
  /** About 20 MB when full. */
  public static final int DEFAULT_MAX_KEYS = 100_000;

  private final Rate rate;
  private final LongSupplier nanoTime;
  private final Buckets buckets;

  public MemoryRateLimiter(Rate rate) {
    this(rate, DEFAULT_MAX_KEYS, System::nanoTime);
  }

  /**
   * @param nanoTime a clock that never goes back
   */
  public MemoryRateLimiter(Rate rate, int maxKeys, LongSupplier nanoTime) {
    this.rate = rate;
    this.nanoTime = nanoTime;
    this.buckets = new Buckets(maxKeys);
  }

  @Override
  public Future<Decision> take(String key, int permits) {
    if (!rate.canGive(permits)) {
      return Future.failedFuture(rate.cannotGive(permits));
    }
    long waitNanos;
    synchronized (buckets) {
      waitNanos =
          buckets.computeIfAbsent(key, unseen -> new TokenBucket(rate, nanoTime)).take(permits);
    }
    return Future.succeededFuture(Decision.after(waitNanos));
  }

  private static final class Buckets extends LinkedHashMap<String, TokenBucket> {
    private static final long serialVersionUID = 1L;

    private final int max;

    Buckets(int max) {
      super(16, 0.75f, true);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
      return size() > max;
    }
  }
}
