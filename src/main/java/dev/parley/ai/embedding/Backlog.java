package dev.parley.ai.embedding;

import dev.parley.bus.Bus;
import dev.parley.bus.Embeddings;
import dev.parley.bus.Embeddings.Work;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works through the messages that have no vectors: a few are claimed, embedded and kept one after
 * another, and only then the next few are claimed. One that fails is passed over; it comes again
 * when its claim has run out, and no more after the third time.
 */
final class Backlog {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
  private static final long IDLE_MS = 1_000;
  private static final long FAILED_MS = 5_000;

  private final Vertx vertx;
  private final Bus bus;
  private final Embedder embedder;
  private final Promise<Void> ended = Promise.promise();
  private boolean stopped;
  private boolean resting;
  private long timer;

  Backlog(Vertx vertx, Bus bus, Embedder embedder) {
    this.vertx = vertx;
    this.bus = bus;
    this.embedder = embedder;
  }

  void start() {
    resting = false;
    bus.request(Embeddings.CLAIM, new Embeddings.Claim(Embeddings.MAX_CLAIM))
        .compose(claimed -> all(claimed.work(), 0).map(done -> claimed.work().isEmpty()))
        .onSuccess(idle -> again(idle ? IDLE_MS : 1))
        .onFailure(
            error -> {
              LOG.warn("No messages to embed can be had: {}", error.getMessage());
              again(FAILED_MS);
            });
  }

  /** Completes when the message at work is done. What else was claimed is free again soon. */
  Future<Void> stop() {
    stopped = true;
    if (resting && vertx.cancelTimer(timer)) {
      ended.tryComplete();
    }
    return ended.future();
  }

  private void again(long afterMs) {
    if (stopped) {
      ended.tryComplete();
      return;
    }
    resting = true;
    timer = vertx.setTimer(afterMs, id -> start());
  }

  private Future<Void> all(List<Work> work, int from) {
    if (stopped || from == work.size()) {
      return Future.succeededFuture();
    }
    return one(work.get(from)).compose(done -> all(work, from + 1));
  }

  /** Succeeds in any case. */
  private Future<?> one(Work message) {
    return embedder
        .embed(message)
        .compose(made -> bus.request(Embeddings.KEEP, made))
        .otherwise(
            error -> {
              LOG.warn("Message {} could not be embedded", message.messageId(), error);
              return new Embeddings.Kept(false);
            });
  }
}
