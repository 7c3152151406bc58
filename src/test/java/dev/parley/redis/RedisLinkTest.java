package dev.parley.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import dev.parley.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisLinkTest {
  private static final Script DOUBLE = new Script("return tonumber(ARGV[1]) * 2");

  private final Vertx vertx = Vertx.vertx();
  private final TestRedis redis = new TestRedis();
  private final RedisLink link =
      new RedisLink(vertx, redis.url(), Duration.ofSeconds(5), List.of(DOUBLE));

  @AfterEach
  void stop() {
    link.close();
    Await.result(vertx.close());
    redis.close();
  }

  private static Request twice(int number) {
    return RedisLink.call(DOUBLE, List.of(), List.of(String.valueOf(number)));
  }

  private static Request ping() {
    return Request.cmd(Command.PING);
  }

  /** Asks until there is an answer. */
  private Response answerOf(int number) {
    return Await.result(ask(number));
  }

  private Future<Response> ask(int number) {
    return link.send(twice(number))
        .recover(away -> vertx.timer(50, TimeUnit.MILLISECONDS).compose(later -> ask(number)));
  }

  @Test
  void runsScriptsInOneRoundTrip() {
    List<Response> answers = Await.result(link.batch(List.of(twice(4), twice(21))));

    assertThat(answers).extracting(Response::toInteger).containsExactly(8, 42);
  }

  @Test
  void failsSoonWhileRedisIsAwayAndComesBackByItself() {
    Await.result(link.send(ping()));
    redis.stop();

    assertThat(Await.failure(link.send(ping())))
        .isInstanceOfSatisfying(
            FailureException.class,
            refusal -> assertThat(refusal.failure().code()).isEqualTo(ErrorCode.UNAVAILABLE));

    redis.restart();
    assertThat(answerOf(1).toInteger()).isEqualTo(2);
  }

  @Test
  void loadsItsScriptsAgainAfterRedisForgotThem() {
    Await.result(link.send(twice(1)));
    Await.result(link.send(Request.cmd(Command.SCRIPT).arg("FLUSH")));

    assertThat(answerOf(2).toInteger()).isEqualTo(4);
  }
}
