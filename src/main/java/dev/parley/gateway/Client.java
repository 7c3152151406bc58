package dev.parley.gateway;

import dev.parley.service.Errands;
import io.vertx.core.Future;

/** A receiver that gives commands, too: a WebSocket, or a person's session on the bridge. */
interface Client extends Receiver {
  /** A fresh token for a connection that is already open: it must be the same person's. */
  Future<Void> renew(String token);

  /** Work under way that is given up when it closes. */
  Errands errands();

  /** The next binary frame may have so many bytes; {@code requestId} is answered for it. */
  void announce(String requestId, int bytes);

  void subscribeStatus(boolean subscribe);
}
