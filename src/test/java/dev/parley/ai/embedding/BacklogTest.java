package dev.parley.ai.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Bus;
import dev.parley.bus.Embeddings;
import dev.parley.bus.Embeddings.Keep;
import dev.parley.bus.Embeddings.Work;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a node works through messages, with a model that does as it is told. */
final class BacklogTest {
  private static final long LOST = 3;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final WorkerExecutor worker = vertx.createSharedWorkerExecutor("model", 1);
  private final List<List<Work>> given = new ArrayList<>();
  private final List<Long> kept = new ArrayList<>();
  private final Promise<Void> idle = Promise.promise();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void serve() {
    Await.result(
        bus.serve(
                Embeddings.CLAIM,
                claim -> {
                  if (given.isEmpty()) {
                    idle.tryComplete();
                    return Future.succeededFuture(new Embeddings.Claimed(List.of()));
                  }
                  return Future.succeededFuture(new Embeddings.Claimed(given.removeFirst()));
                })
            .completion());
    Await.result(bus.serve(Embeddings.KEEP, this::keep).completion());
  }

  @AfterEach
  void close() {
    release.countDown();
    Await.result(vertx.close());
  }

  @Test
  void oneThatCannotBeEmbeddedOrKeptDoesNotStopTheOthers() {
    given.add(List.of(work(1, "one"), work(2, "poison"), work(LOST, "lost"), work(4, "four")));
    given.add(List.of(work(5, "five"), work(6, "!?")));
    Backlog backlog = start();

    Await.result(idle.future());
    assertThat(kept).containsExactly(1L, 4L, 5L, 6L);
    Await.result(backlog.stop());
  }

  @Test
  void aStopWaitsForTheMessageAtWorkAndLeavesTheRest() throws InterruptedException {
    given.add(List.of(work(1, "slow"), work(2, "two")));
    given.add(List.of(work(7, "three")));
    Backlog backlog = start();
    assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
    Future<Void> stopped = backlog.stop();
    assertThat(stopped.isComplete()).isFalse();
    release.countDown();

    Await.result(stopped);
    assertThat(kept).containsExactly(1L);
    assertThat(given).hasSize(1);
  }

  @Test
  void tooManySearchesAtOnceAreRefused() throws InterruptedException {
    Embedder embedder = new Embedder(worker, new Fake());
    Future<?> first = embedder.embed("slow");
    assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < 32; i++) {
      others.add(embedder.embed("another"));
    }

    Throwable refused = Await.failure(embedder.embed("one more"));
    assertThat(((FailureException) refused).failure().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    release.countDown();
    Await.result(first);
    Await.result(Future.all(others));
  }

  private Backlog start() {
    Context context = vertx.getOrCreateContext();
    Backlog backlog = new Backlog(vertx, bus, new Embedder(worker, new Fake()));
    Await.run(context, backlog::start);
    return backlog;
  }

  private Future<Embeddings.Kept> keep(Keep made) {
    if (made.messageId() == LOST) {
      return Future.failedFuture(new FailureException(ErrorCode.UNAVAILABLE, "lost"));
    }
    kept.add(made.messageId());
    return Future.succeededFuture(new Embeddings.Kept(true));
  }

  private static Work work(long id, String text) {
    return new Work(id, Instant.EPOCH, text);
  }

  private final class Fake implements Model {
    @Override
    public byte[] embed(String text) {
      if (text.equals("poison")) {
        throw new IllegalStateException("cannot read this");
      }
      if (text.equals("slow")) {
        entered.countDown();
        await();
      }
      return new byte[Embeddings.DIMENSIONS];
    }

    private void await() {
      try {
        assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {}
  }
}
