package dev.parley.deploy;

import dev.parley.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a balancer sees of a node, to be red at will. It answers requests with their headers, or not
 * at all at {@code /silent} and {@code /dies}, and a text in a WebSocket with the same text.
 */
final class StandIn implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger requests = new AtomicInteger();
  private final HttpServer server;
  private volatile boolean ready = true;

  StandIn() {
    server =
        Await.result(
            vertx
                .createHttpServer()
                .requestHandler(this::answer)
                .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                .listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  void ready(boolean is) {
    ready = is;
  }

  /** Requests other than those of the balancer itself. */
  int requests() {
    return requests.get();
  }

  private void answer(HttpServerRequest request) {
    if (request.path().equals("/health/ready")) {
      request.response().setStatusCode(ready ? 200 : 503).end();
      return;
    }
    requests.incrementAndGet();
    switch (request.path()) {
      case "/dies" -> request.connection().close();
      case "/silent" -> {}
      default -> request.response().end(request.headers().toString());
    }
  }

  @Override
  public void close() {
    Await.result(vertx.close());
  }
}
