package dev.parley.ai.provider.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;

/** A body that is read whole, whatever the server does. */
final class BoundedBody {
  private BoundedBody() {}

  /**
   * The first {@code most} bytes of the body, or what has come of it when the connection breaks or
   * the time is over. Never fails.
   */
  static Future<Buffer> read(Vertx vertx, HttpClientResponse response, int most, Duration wait) {
    Promise<Buffer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    long timer = vertx.setTimer(wait.toMillis(), id -> promise.tryComplete(body));
    response.exceptionHandler(broken -> promise.tryComplete(body));
    response.endHandler(end -> promise.tryComplete(body));
    response.handler(
        buffer -> {
          int room = most - body.length();
          body.appendBuffer(buffer, 0, Math.min(room, buffer.length()));
          if (buffer.length() >= room) {
            promise.tryComplete(body);
          }
        });
    return promise.future().onComplete(done -> vertx.cancelTimer(timer));
  }
}
