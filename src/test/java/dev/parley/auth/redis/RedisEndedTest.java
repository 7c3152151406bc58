package dev.parley.auth.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.auth.EndedEverywhere;
import dev.parley.auth.EndedEverywhereContract;
import dev.parley.protocol.FailureException;
import dev.parley.redis.RedisLink;
import dev.parley.testing.Await;
import dev.parley.testing.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisEndedTest extends EndedEverywhereContract {
  private static final Duration TTL = Duration.ofMinutes(15);

  private final Vertx vertx = Vertx.vertx();
  private final TestRedis redis = new TestRedis();
  private final RedisLink link =
      new RedisLink(vertx, redis.url(), Duration.ofSeconds(5), List.of());

  @AfterEach
  void stop() {
    link.close();
    Await.result(vertx.close());
    redis.close();
  }

  @Override
  protected EndedEverywhere node() {
    return new RedisEnded(vertx, link, "test:", TTL);
  }

  @Test
  void forgetsASessionWhenItsTokensHaveExpired() {
    Await.result(node().add("old"));
    var ttl = Request.cmd(Command.PTTL).arg("test:ended:old");

    assertThat(Await.result(link.send(ttl)).toLong()).isBetween(1L, TTL.toMillis());
  }

  @Test
  void failsWhileRedisIsAway() {
    redis.stop();
    assertThat(Await.failure(node().contains("any"))).isInstanceOf(FailureException.class);
    assertThat(Await.failure(node().add("any"))).isInstanceOf(FailureException.class);
    redis.restart();
  }
}
