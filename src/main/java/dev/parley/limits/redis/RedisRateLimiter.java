package dev.parley.limits.redis;

import dev.parley.limits.Decision;
import dev.parley.limits.Rate;
import dev.parley.limits.RateLimiter;
import dev.parley.redis.RedisLink;
import dev.parley.redis.Script;
import dev.parley.shared.Caller;
import dev.parley.shared.ShortKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts in Redis, by its clock, in one round trip. A key holds the moment at which its bucket is
 * full and expires then. Fails with UNAVAILABLE while Redis is away.
 */
public final class RedisRateLimiter implements RateLimiter {
  /**
   * Cost and capacity, in microseconds, to microseconds to wait. A bucket that is further from full
   * than it can be was written before the clock was set back.
   */
  public static final Script SCRIPT =
      new Script(
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000000 + time[2]
          local cost, capacity = tonumber(ARGV[1]), tonumber(ARGV[2])
          local full = tonumber(redis.call('GET', KEYS[1]) or now)
          if full < now or full > now + capacity then full = now end
          local wait = full + cost - capacity - now
          if wait > 0 then return math.ceil(wait) end
          full = full + cost
          local milliseconds = math.ceil((full - now) / 1000)
          redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', milliseconds)
          return 0
          """);

  private final Vertx vertx;
  private final RedisLink redis;
  private final String prefix;
  private final Rate rate;

  /**
   * @param redis knows {@link #SCRIPT}
   * @param keyPrefix of all keys of this server
   * @param name of what is limited; limiters of one name share their counts
   */
  public RedisRateLimiter(Vertx vertx, RedisLink redis, String keyPrefix, String name, Rate rate) {
    this.vertx = vertx;
    this.redis = redis;
    this.prefix = keyPrefix + "rate:" + name + ":";
    this.rate = rate;
  }

  @Override
  public Future<Decision> take(String key, int permits) {
    if (!rate.canGive(permits)) {
      return Future.failedFuture(rate.cannotGive(permits));
    }
    var request =
        RedisLink.call(
            SCRIPT,
            List.of(prefix + ShortKey.of(key)),
            List.of(micros(permits), micros(rate.burst())));
    return Caller.back(
        vertx,
        redis
            .send(request)
            .map(wait -> Decision.after(TimeUnit.MICROSECONDS.toNanos(wait.toLong()))));
  }

  private String micros(int permits) {
    return String.valueOf(permits * rate.intervalNanos() / 1_000.0);
  }
}
