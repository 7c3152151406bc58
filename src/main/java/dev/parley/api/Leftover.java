package dev.parley.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client still sends after its request was answered. A little is read and dropped, because a
 * client that is cut off while it sends would not see the answer; whoever goes on is cut off.
 */
final class Leftover {
  private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);
  private static final long MAX_BYTES = 32L * 1024 * 1024;
  private static final long PATIENCE_MS = 10_000;

  private long bytes;

  private Leftover() {}

  static void drop(Vertx vertx, HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    Leftover leftover = new Leftover();
    long timer = vertx.setTimer(PATIENCE_MS, late -> cut(request));
    request.exceptionHandler(gone -> vertx.cancelTimer(timer));
    request.endHandler(end -> vertx.cancelTimer(timer));
    request.handler(
        part -> {
          leftover.bytes += part.length();
          if (leftover.bytes > MAX_BYTES) {
            cut(request);
          }
        });
    request.resume();
  }

  private static void cut(HttpServerRequest request) {
    request.connection().close().onFailure(error -> LOG.debug("Could not close", error));
  }
}
