package dev.parley.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request that may be made again: when a node could not be reached, and when nodes were found
 * to have gone or come back. Time alone is no reason: a server that is slow would get more to do.
 * Whatever attempt is answered first counts; it fails with the last. Lives on the context of who
 * asks.
 */
final class Repetition<R> {
  private static final Logger LOG = LoggerFactory.getLogger(Repetition.class);

  /** All attempts together, milliseconds. */
  private static final long TOTAL_MS = Bus.REQUEST_TIMEOUT_MS;

  private static final int MAX_ATTEMPTS = 5;

  /** What a node offers is known a little later than the node. */
  private static final long PAUSE_MS = 250;

  private final Vertx vertx;
  private final Context context;
  private final String address;
  private final LongFunction<Future<R>> ask;
  private final Promise<R> answer;
  private final long begin = System.nanoTime();
  private int attempts;
  private int open;

  /**
   * @param address for the log
   * @param ask makes an attempt that waits for so many milliseconds
   */
  Repetition(Vertx vertx, String address, LongFunction<Future<R>> ask) {
    ContextInternal here = (ContextInternal) vertx.getOrCreateContext();
    this.vertx = vertx;
    this.context = here;
    this.address = address;
    this.ask = ask;
    this.answer = here.promise();
  }

  Future<R> start() {
    if (Vertx.currentContext() == context) {
      attempt(TOTAL_MS);
    } else {
      context.runOnContext(here -> attempt(TOTAL_MS));
    }
    return answer.future();
  }

  /** Nodes have gone or come back, and answers may have gone with them. Called from any thread. */
  void nodesChanged() {
    vertx.setTimer(PAUSE_MS, later -> context.runOnContext(here -> again("nodes have changed")));
  }

  private void attempt(long timeoutMs) {
    attempts++;
    open++;
    ask.apply(timeoutMs)
        .onSuccess(answer::tryComplete)
        .onFailure(error -> pauseAfter(error).onComplete(paused -> failed(error)));
  }

  private Future<?> pauseAfter(Throwable error) {
    return isUnreachable(error) ? vertx.timer(PAUSE_MS) : Future.succeededFuture();
  }

  private void failed(Throwable error) {
    open--;
    if (open == 0 && isUnreachable(error)) {
      again("it could not be reached");
    }
    if (open == 0) {
      answer.tryFail(error);
    }
  }

  private void again(String reason) {
    long leftMs = TOTAL_MS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    if (!answer.future().isComplete() && attempts < MAX_ATTEMPTS && leftMs > 0) {
      LOG.info("{} is asked again: {}", address, reason);
      attempt(leftMs);
    }
  }

  private static boolean isUnreachable(Throwable error) {
    return error instanceof ReplyException reply && reply.failureType() == ReplyFailure.ERROR;
  }
}
