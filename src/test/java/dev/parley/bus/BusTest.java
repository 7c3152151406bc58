package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {
  private static final Address<Question, Question> ADDRESS =
      Address.service("parley.test.secret_place", Question.class, Question.class);

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);

  private record Question(String text) {}

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aPartThatIsAwayIsToldOfWithoutItsAddress() {
    unavailable(bus.request(ADDRESS, new Question("Anybody?")));
    Promise<Question> never = Promise.promise();
    Await.result(bus.serve(ADDRESS, question -> never.future()).completion());
    unavailable(bus.request(ADDRESS, new Question("Anybody?"), 1));
  }

  @Test
  void inAClusterWhatMayBeRepeatedIsAskedAgainWhenNodesChange() {
    Bus clustered = new Bus(vertx, true);
    Address<Question, Question> safe =
        Address.repeatable("parley.test.changing", Question.class, Question.class);
    Promise<Question> lost = Promise.promise();
    AtomicInteger asked = new AtomicInteger();
    Await.result(
        clustered
            .serve(
                safe,
                question -> {
                  if (asked.incrementAndGet() == 1) {
                    Bus.nodesChanged(vertx);
                    return lost.future();
                  }
                  return Future.succeededFuture(question);
                })
            .completion());

    assertThat(Await.result(clustered.request(safe, new Question("Anybody?"))).text())
        .isEqualTo("Anybody?");
    assertThat(asked).hasValue(2);
  }

  private static void unavailable(Future<Question> asked) {
    Throwable error = Await.failure(asked);
    assertThat(error).isInstanceOf(FailureException.class);
    Failure failure = ((FailureException) error).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(failure.message()).contains("try again").doesNotContain("parley.");
  }
}
