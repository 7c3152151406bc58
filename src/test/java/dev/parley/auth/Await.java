package dev.parley.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Waits for futures, for ten seconds at most. */
final class Await {
  private Await() {}

  static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** The code that the future is refused with. */
  static ErrorCode refusal(Future<?> future) throws Exception {
    try {
      Object unexpected = result(future);
      throw new AssertionError("not refused: " + unexpected);
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(FailureException.class);
      return ((FailureException) e.getCause()).failure().code();
    }
  }
}
