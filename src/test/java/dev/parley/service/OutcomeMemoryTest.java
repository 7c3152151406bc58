package dev.parley.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.CommandOutcome;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutcomeMemoryTest {
  private static final CommandOutcome DONE = new CommandOutcome("clear", true, Map.of());
  private final FailureException failure = new FailureException(ErrorCode.CONFLICT, "Not now");

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final OutcomeMemory memory = new OutcomeMemory();
  private final List<Promise<CommandOutcome>> runs = new ArrayList<>();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aRepetitionGetsTheOutcomeOfTheFirst() {
    Future<CommandOutcome> first = once(key("a"));
    Future<CommandOutcome> during = once(key("a"));
    runs.getFirst().complete(DONE);
    assertThat(Await.result(first)).isSameAs(DONE);
    assertThat(Await.result(during)).isSameAs(DONE);
    assertThat(Await.result(once(key("a")))).isSameAs(DONE);
    assertThat(runs).hasSize(1);
  }

  @Test
  void anotherLoopIsToldOnItsOwn() {
    once(key("a"));
    Context other = vertx.getOrCreateContext();
    Promise<Context> told = Promise.promise();
    Await.run(
        other,
        () ->
            memory
                .once(key("a"), () -> Future.failedFuture("ran again"))
                .onSuccess(done -> told.complete(Vertx.currentContext()))
                .onFailure(told::fail));
    runs.getFirst().complete(DONE);
    assertThat(Await.result(told.future())).isSameAs(other);
  }

  @Test
  void personsConversationsAndNamelessCommandsAreToldApart() {
    for (OutcomeMemory.Key key :
        List.of(
            key("a"),
            new OutcomeMemory.Key(2, 1, "a"),
            new OutcomeMemory.Key(1, 2, "a"),
            key("b"))) {
      once(key);
    }
    once(key(null));
    once(key(null));
    assertThat(runs).hasSize(6);
  }

  @Test
  void aFailureIsNotKeptAndWhoWaitedTriesItself() {
    Future<CommandOutcome> first = once(key("a"));
    Future<CommandOutcome> second = once(key("a"));
    Future<CommandOutcome> third = once(key("a"));
    Await.run(loop, () -> runs.getFirst().fail(failure));
    assertThat(Await.failure(first)).isSameAs(failure);
    Await.run(loop, () -> runs.get(1).complete(DONE));
    assertThat(Await.result(second)).isSameAs(DONE);
    assertThat(Await.result(third)).isSameAs(DONE);
    assertThat(runs).hasSize(2);
  }

  @Test
  void tooManyDoNotWait() {
    for (int i = 0; i <= OutcomeMemory.MAX_WAITING; i++) {
      once(key("a"));
    }
    assertThat(Await.failure(once(key("a"))))
        .isInstanceOfSatisfying(
            FailureException.class,
            refusal -> assertThat(refusal.failure().code()).isEqualTo(ErrorCode.RATE_LIMITED));
    runs.getFirst().complete(DONE);
    assertThat(Await.result(once(key("a")))).isSameAs(DONE);
  }

  @Test
  void theOldestIsForgotten() {
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i <= OutcomeMemory.MAX; i++) {
      count(ran, i);
    }
    count(ran, OutcomeMemory.MAX);
    count(ran, 1);
    assertThat(ran).hasValue(OutcomeMemory.MAX + 1);
    count(ran, 0);
    assertThat(ran).hasValue(OutcomeMemory.MAX + 2);
  }

  private void count(AtomicInteger ran, int id) {
    Await.run(
        loop,
        () -> {
          Future<CommandOutcome> unused =
              memory.once(
                  key("" + id),
                  () -> {
                    ran.incrementAndGet();
                    return Future.succeededFuture(DONE);
                  });
        });
  }

  private Future<CommandOutcome> once(OutcomeMemory.Key key) {
    return Await.on(
        loop,
        () ->
            memory.once(
                key,
                () -> {
                  Promise<CommandOutcome> run = Promise.promise();
                  runs.add(run);
                  return run.future();
                }));
  }

  private static OutcomeMemory.Key key(String clientMessageId) {
    return new OutcomeMemory.Key(1, 1, clientMessageId);
  }
}
