package dev.parley.presence.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Members;
import dev.parley.presence.Presence;
import dev.parley.presence.SharedPresenceContract;
import dev.parley.redis.RedisLink;
import dev.parley.testing.Await;
import dev.parley.testing.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisPresenceTest extends SharedPresenceContract {
  private final Vertx vertx = Vertx.vertx();
  private final TestRedis redis = new TestRedis();
  private final RedisLink link =
      new RedisLink(vertx, redis.url(), Duration.ofSeconds(5), List.of(RedisPresence.SCRIPT));

  @AfterEach
  void stop() {
    link.close();
    Await.result(vertx.close());
    redis.close();
  }

  @Override
  protected Presence node(Members members) {
    return new RedisPresence(vertx, link, "test:", members);
  }

  @Test
  void countsNobodyWhoseTimeIsOver() {
    Presence east = node("east");
    Presence west = node("west");
    exchange(west, 7, Set.of(10L));
    Await.result(
        link.send(Request.cmd(Command.HSET).arg("test:presence:7").arg("west").arg("1000:10,11")));

    assertThat(exchange(east, 7, Set.of())).isEmpty();
  }

  @Test
  void leavesNothingBehindThatDoesNotExpire() {
    exchange(node("west"), 7, Set.of(10L));
    var ttl = Request.cmd(Command.PTTL).arg("test:presence:7");

    assertThat(Await.result(link.send(ttl)).toLong()).isBetween(1L, 30_000L);
  }
}
