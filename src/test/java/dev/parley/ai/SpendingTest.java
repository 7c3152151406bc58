package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Bus;
import dev.parley.bus.Usages;
import dev.parley.bus.Usages.Admitted;
import dev.parley.bus.Usages.Noted;
import dev.parley.bus.Usages.Settle;
import dev.parley.bus.Usages.Spent;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpendingTest {
  private static final Usage SOME = new Usage(1, 2, false);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Bus bus = new Bus(vertx);
  private final BlockingQueue<Settle> told = new LinkedBlockingQueue<>();
  private final Queue<Future<Noted>> answers = new ConcurrentLinkedQueue<>();
  private Spending spending;

  @BeforeEach
  void serve() {
    spending = new Spending(vertx, bus);
    Await.result(
        bus.serve(
                Usages.ADMIT,
                admit ->
                    admit.userId() == 1
                        ? Future.succeededFuture(new Admitted())
                        : Future.failedFuture(
                            new FailureException(ErrorCode.QUOTA_EXCEEDED, "Used up")))
            .completion());
    Await.result(
        bus.serve(Usages.ASKED, asked -> Future.succeededFuture(new Noted())).completion());
    Await.result(
        bus.serve(
                Usages.SETTLE,
                settle -> {
                  told.add(settle);
                  return answers.isEmpty() ? Future.succeededFuture(new Noted()) : answers.remove();
                })
            .completion());
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void endsGatherWhileOneIsTold() throws Exception {
    Promise<Noted> first = Promise.promise();
    answers.add(first.future());
    end("a");
    assertThat(next().calls()).extracting(Spent::id).containsExactly("a");
    IntStream.range(0, Usages.MAX_SETTLED + 1).forEach(i -> end("b" + i));
    first.complete(new Noted());

    assertThat(next().calls()).hasSize(Usages.MAX_SETTLED);
    assertThat(next().calls()).hasSize(1);
  }

  @Test
  void whatCouldNotBeToldIsToldAgain() throws Exception {
    answers.add(Future.failedFuture(new FailureException(ErrorCode.UNAVAILABLE, "Away")));
    answers.add(Future.failedFuture(new FailureException(ErrorCode.UNAVAILABLE, "Away")));
    end("a");

    assertThat(next()).isEqualTo(next()).isEqualTo(next());
    assertThat(closed()).isNull();
  }

  @Test
  void whatTheStoreRefusesHoldsUpNobody() throws Exception {
    answers.add(Future.failedFuture(new FailureException(ErrorCode.INVALID_FIELD, "No")));
    end("a");
    end("b");

    next();
    assertThat(next().calls()).extracting(Spent::id).containsExactly("b");
  }

  @Test
  void theEndWaitsUntilEverythingIsTold() throws Exception {
    Promise<Noted> first = Promise.promise();
    answers.add(first.future());
    end("a");
    next();
    Future<Void> closed = Await.on(context, () -> spending.close());
    assertThat(closed.isComplete()).isFalse();
    first.complete(new Noted());
    Await.result(closed);
  }

  @Test
  void whoMayNotIsRefusedAndWhoIsNobodyIsNotCounted() {
    assertThat(Await.failure(admit("a", 2L)))
        .isInstanceOfSatisfying(
            FailureException.class,
            refusal -> assertThat(refusal.failure().code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED));
    Spending.Account nobody = Await.result(admit("b", null));
    Await.run(context, () -> nobody.ended(SOME));
    assertThat(closed()).isNull();
    assertThat(told).isEmpty();
  }

  private Future<Spending.Account> admit(String id, Long userId) {
    return Await.on(context, () -> spending.admit(id, userId, "m", 1, Duration.ofSeconds(1)));
  }

  private void end(String id) {
    Spending.Account account = Await.result(admit(id, 1L));
    Await.run(
        context,
        () -> {
          account.asked("p", "m", 1);
          account.ended(SOME);
        });
  }

  private Settle next() throws InterruptedException {
    Settle settle = told.poll(20, TimeUnit.SECONDS);
    assertThat(settle).as("what is told to the store").isNotNull();
    return settle;
  }

  private Void closed() {
    return Await.result(Await.on(context, () -> spending.close()));
  }
}
