package dev.parley.api.openai;

import dev.parley.bus.Asking.End;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer as server-sent events. Nothing is sent before the first sign of life, so that an early
 * refusal is one in HTTP. A reader for whom the next piece has to wait longer than {@link
 * #STALLED_MS} is cut off (CUT).
 */
final class StreamedAnswer implements Hearer {
  private static final Logger LOG = LoggerFactory.getLogger(StreamedAnswer.class);

  /** Less than the ai role waits for it. */
  private static final long STALLED_MS = 20_000;

  private final RoutingContext ctx;
  private final HttpServerResponse response;
  private final Shapes.Head head;
  private final boolean includeUsage;

  StreamedAnswer(RoutingContext ctx, Shapes.Head head, boolean includeUsage) {
    this.ctx = ctx;
    this.response = ctx.response();
    this.head = head;
    this.includeUsage = includeUsage;
  }

  @Override
  public Future<Void> text(String text) {
    open();
    event(Shapes.json(head.text(text)));
    return room();
  }

  @Override
  public void alive(Integer place) {
    open();
    write(place == null ? ": still at work\n\n" : ": queued, place " + place + "\n\n");
  }

  @Override
  public void ended(End end) {
    if (end.failure() == null) {
      open();
      for (int i = 0; i < end.calls().size(); i++) {
        head.call(i, end.calls().get(i)).forEach(chunk -> event(Shapes.json(chunk)));
      }
      event(Shapes.json(head.finish(end.finish())));
      if (includeUsage) {
        event(Shapes.json(head.usage(end.usage())));
      }
      event("[DONE]");
    } else if (response.headWritten()) {
      event(Shapes.json(new ApiError.Body(ApiError.of(end.failure()))));
    } else {
      Errors.send(ctx, ApiError.of(end.failure()));
    }
    if (!response.ended() && !response.closed()) {
      response.end().onFailure(gone -> LOG.debug("Could not end", gone));
    }
  }

  private void open() {
    if (response.headWritten() || response.closed()) {
      return;
    }
    // A compressor would keep events until it has enough of them.
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY)
        .putHeader("X-Accel-Buffering", "no");
    event(Shapes.json(head.begin()));
  }

  private void event(String data) {
    write("data: " + data + "\n\n");
  }

  private void write(String text) {
    if (!response.ended() && !response.closed()) {
      response.write(text).onFailure(gone -> LOG.debug("Could not write", gone));
    }
  }

  private Future<Void> room() {
    if (response.closed()) {
      return Future.failedFuture("the reader has left");
    }
    if (!response.writeQueueFull()) {
      return Future.succeededFuture();
    }
    Promise<Void> room = Promise.promise();
    long stalled =
        ctx.vertx()
            .setTimer(
                STALLED_MS,
                late -> {
                  LOG.info("A reader of answer {} does not read", head.id());
                  room.tryFail("the reader does not read");
                  response.reset().onFailure(gone -> LOG.debug("Could not cut", gone));
                });
    response.drainHandler(drained -> room.tryComplete());
    return room.future().onComplete(done -> ctx.vertx().cancelTimer(stalled));
  }
}
