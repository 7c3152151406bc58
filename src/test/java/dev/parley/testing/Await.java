package dev.parley.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a test's thread waits for what happens on others: for a bounded time, then it fails. */
public final class Await {
  private static final long SECONDS = 20;

  private Await() {}

  /** The result of a future; its failure is thrown. */
  public static <T> T result(Future<T> future) {
    try {
      return future.await(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("waited " + SECONDS + " s in vain", e);
    }
  }

  /** The failure of a future that must not succeed. */
  public static Throwable failure(Future<?> future) {
    return result(
        future.transform(
            done ->
                done.failed()
                    ? Future.succeededFuture(done.cause())
                    : Future.failedFuture(new AssertionError("succeeded: " + done.result()))));
  }

  /** Does something on a context, and waits until it is done. */
  public static <T> T on(Context context, Callable<T> action) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        nothing -> {
          try {
            promise.complete(action.call());
          } catch (Exception | AssertionError e) {
            promise.fail(e);
          }
        });
    return result(promise.future());
  }

  /** Does something without a result on a context, and waits until it is done. */
  public static void run(Context context, Runnable action) {
    on(
        context,
        () -> {
          action.run();
          return null;
        });
  }
}
