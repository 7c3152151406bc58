package dev.parley.limits.cluster;

import dev.parley.limits.Decision;
import dev.parley.limits.Rate;
import dev.parley.limits.RateLimiter;
import dev.parley.shared.ClusterMap;
import dev.parley.shared.ShortKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Counts in a map of the cluster, which holds the moment at which a bucket is full. Nodes go by
 * their own clocks, so that a bucket may seem further from full than it can be: by up to {@link
 * #MAX_SKEW} that is believed, beyond it a clock was wrong and the bucket is taken for full.
 *
 * <p>Nodes that take from one key at once try again {@value #MAX_TRIES} times in all; who loses
 * them all is refused (REFUSED_WHEN_CONTENDED). Fails with UNAVAILABLE while the map is away.
 */
public final class ClusterRateLimiter implements RateLimiter {
  static final Duration MAX_SKEW = Duration.ofSeconds(10);
  static final int MAX_TRIES = 8;

  private static final long CONTENDED_NANOS = Duration.ofMillis(100).toNanos();
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final ClusterMap<Long> fullAt;
  private final String prefix;
  private final Rate rate;
  private final InstantSource clock;

  /**
   * @param fullAt nanoseconds since 1970
   * @param name of what is limited; limiters of one name share their counts
   */
  public ClusterRateLimiter(ClusterMap<Long> fullAt, String name, Rate rate, InstantSource clock) {
    this.fullAt = fullAt;
    this.prefix = name + ":";
    this.rate = rate;
    this.clock = clock;
  }

  @Override
  public Future<Decision> take(String key, int permits) {
    return rate.canGive(permits)
        ? attempt(prefix + ShortKey.of(key), permits * rate.intervalNanos(), MAX_TRIES)
        : Future.failedFuture(rate.cannotGive(permits));
  }

  private Future<Decision> attempt(String key, long cost, int tries) {
    if (tries == 0) {
      return Future.succeededFuture(Decision.after(CONTENDED_NANOS));
    }
    return fullAt.get(key).compose(seen -> attempt(key, cost, tries, seen));
  }

  private Future<Decision> attempt(String key, long cost, int tries, Long seen) {
    long now = now();
    long capacity = rate.burst() * rate.intervalNanos();
    long full = believable(seen, now, capacity);
    long wait = full + cost - capacity - now;
    if (wait > 0) {
      return Future.succeededFuture(Decision.after(wait));
    }
    return fullAt
        .replace(key, seen, full + cost)
        .compose(
            taken ->
                taken
                    ? Future.succeededFuture(new Decision.Allowed())
                    : attempt(key, cost, tries - 1));
  }

  private static long believable(Long seen, long now, long capacity) {
    return seen == null || seen < now || seen > now + capacity + MAX_SKEW.toNanos() ? now : seen;
  }

  private long now() {
    var instant = clock.instant();
    return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
  }
}
