package dev.parley.gateway;

import dev.parley.auth.Identity;
import dev.parley.hub.Delivery;
import dev.parley.hub.Loop;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ServerEvent;
import io.vertx.core.Future;
import java.util.List;

/** An open way to one client, whatever carries it: a WebSocket, or a stream of events over HTTP. */
interface Receiver {
  /** Who is behind it; null until that is known. */
  Identity identity();

  Loop loop();

  /** Sends an event that is meant for this receiver alone. */
  void send(ServerEvent event);

  /** Sends an event that others get too. */
  void deliver(Delivery delivery);

  /** The attachment to a conversation; null when it has not been joined. */
  Attachment attachment(long conversationId);

  /**
   * Subscribes to a conversation, holding what arrives. Fails with RATE_LIMITED when the receiver
   * has joined too many.
   */
  Future<Attachment> attach(long conversationId);

  /** The store let the receiver in. The others see it come; the result is who is there. */
  Future<List<Long>> enter(Attachment attachment);

  void detach(long conversationId);

  /** The receiver has read the feed of a conversation up to there. */
  void knownAt(long conversationId, long seq);

  /** Whether it asked for the figures of the backend. */
  boolean wantsStatus();

  /** Finds out whether the client is still there. */
  void heartbeat();

  /**
   * The gateway is about to end: the client is told, and after {@code afterMs} and a little more it
   * is closed; but one that ends by itself may.
   */
  void leave(long afterMs);

  void close(CloseCode code);
}
