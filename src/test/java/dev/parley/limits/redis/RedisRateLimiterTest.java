package dev.parley.limits.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.limits.Decision;
import dev.parley.limits.LocalWhileAway;
import dev.parley.limits.Rate;
import dev.parley.limits.RateLimiter;
import dev.parley.limits.SharedRateLimiterContract;
import dev.parley.limits.memory.MemoryRateLimiter;
import dev.parley.redis.RedisLink;
import dev.parley.redis.Script;
import dev.parley.testing.Await;
import dev.parley.testing.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisRateLimiterTest extends SharedRateLimiterContract {
  /** Redis goes by its own clock: instead of moving that, all buckets are moved. */
  private static final Script MOVE =
      new Script(
          """
          for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
            local moved = redis.call('GET', key) - ARGV[2]
            redis.call('SET', key, string.format('%.0f', moved), 'KEEPTTL')
          end
          """);

  private final Vertx vertx = Vertx.vertx();
  private final TestRedis redis = new TestRedis();
  private final RedisLink link =
      new RedisLink(
          vertx, redis.url(), Duration.ofSeconds(5), List.of(RedisRateLimiter.SCRIPT, MOVE));

  @AfterEach
  void stop() {
    link.close();
    Await.result(vertx.close());
    redis.close();
  }

  @Override
  protected RateLimiter create(Rate rate) {
    return new RedisRateLimiter(vertx, link, "test:", "things", rate);
  }

  @Override
  protected void advance(Duration duration) {
    String micros = String.valueOf(duration.toNanos() / 1_000);
    Await.result(link.send(RedisLink.call(MOVE, List.of(), List.of("test:rate:*", micros))));
  }

  @Test
  void leavesNoKeyBehindThatDoesNotExpire() throws Exception {
    take(create(Rate.perMinute(6, 3)), "somebody", 3);
    String key =
        Await.result(link.send(Request.cmd(Command.KEYS).arg("test:rate:things:*")))
            .get(0)
            .toString();

    assertThat(key).doesNotContain("somebody");
    assertThat(Await.result(link.send(Request.cmd(Command.PTTL).arg(key))).toLong())
        .isBetween(1L, 30_000L);
  }

  @Test
  void countsAloneWhileRedisIsAway() throws Exception {
    Rate rate = Rate.perMinute(1, 2);
    RateLimiter limiter = new LocalWhileAway("things", create(rate), new MemoryRateLimiter(rate));
    take(limiter, "somebody", 2);
    assertThat(take(limiter, "somebody", 1)).isInstanceOf(Decision.Refused.class);

    redis.stop();
    assertThat(take(limiter, "somebody", 2)).isInstanceOf(Decision.Allowed.class);
    assertThat(take(limiter, "somebody", 1)).isInstanceOf(Decision.Refused.class);
    redis.restart();
  }
}
