package dev.parley.gateway;

import io.vertx.core.json.JsonObject;

/** The way to one program on the bridge, whatever carries it. Used on one event loop. */
interface BridgeLine {
  /** Sends a frame. */
  void write(JsonObject frame);

  /**
   * Sends what came for an address.
   *
   * @param body JSON
   */
  void deliver(String address, String body);

  /** Whether the program does not read what it was sent. */
  boolean isFull();

  /**
   * It is known who is there; larger frames may come.
   *
   * @param serves it is a program that the configuration lets serve
   */
  void signedIn(boolean serves);

  /** Sends a last frame, as far as the program reads, and closes. */
  void close(JsonObject last);
}
