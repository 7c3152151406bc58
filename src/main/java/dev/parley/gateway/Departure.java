package dev.parley.gateway;

import dev.parley.config.ShutdownConfig;
import dev.parley.protocol.CloseCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The end of a gateway. It takes nobody new at once, sends its connections away one after another,
 * and lets requests end; what is still there at the bound is closed.
 */
final class Departure {
  /** So many milliseconds lie between two connections, or less when there are too many for that. */
  private static final long BETWEEN_MS = 20;

  /** For a socket that is closed at the bound to take leave, milliseconds. */
  private static final long CLOSING_MS = 6_000;

  private final Vertx vertx;
  private final HttpServer server;
  private final Connections connections;
  private final ShutdownConfig bounds;

  Departure(Vertx vertx, HttpServer server, Connections connections, ShutdownConfig bounds) {
    this.vertx = vertx;
    this.server = server;
    this.connections = connections;
    this.bounds = bounds;
  }

  /** Completes when every connection is gone; at once when there is none. */
  Future<Void> begin() {
    List<Receiver> all = connections.all();
    long spreadMs = Math.min(bounds.spread().toMillis(), all.size() * BETWEEN_MS);
    for (int i = 0; i < all.size(); i++) {
      all.get(i).leave(spreadMs * i / all.size());
    }
    long boundMs = Math.max(1, bounds.spread().plus(bounds.generations()).toMillis());
    long bound = vertx.setTimer(boundMs, late -> connections.closeAll(CloseCode.GOING_AWAY));
    return server
        .shutdown(boundMs + CLOSING_MS, TimeUnit.MILLISECONDS)
        .onComplete(gone -> vertx.cancelTimer(bound));
  }
}
