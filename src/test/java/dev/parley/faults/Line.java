package dev.parley.faults;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;

/** One connection of a player: authenticated first, and given up when it is silent. */
final class Line {
  private static final int CONNECT_MS = 2_000;
  private static final long LOOK_MS = 1_000;
  private static final long QUIET_NS = 2_000_000_000L;
  private static final long DEAD_NS = 6_000_000_000L;

  private final Vertx vertx;
  private final Player.Listening listening;
  private final WebSocketClient client;
  private WebSocket socket;
  private boolean authenticated;
  private boolean gone;
  private long heard = System.nanoTime();
  private long timer = -1;

  Line(
      Vertx vertx, Context context, SocketAddress where, String token, Player.Listening listening) {
    this.vertx = vertx;
    this.listening = listening;
    WebSocketClientOptions options = new WebSocketClientOptions();
    options.setMaxFrameSize(1 << 23).setMaxMessageSize(1 << 23).setConnectTimeout(CONNECT_MS);
    this.client = vertx.createWebSocketClient(options);
    listening.log("connects to " + where);
    Future<WebSocket> opening =
        client.connect(
            new WebSocketConnectOptions()
                .setHost(where.host())
                .setPort(where.port())
                .setTimeout(CONNECT_MS)
                .setURI("/api/v1/chat/ws"));
    opening.onComplete(
        opened -> context.runOnContext(now -> opened(opened, token)),
        error -> context.runOnContext(now -> lose("did not connect: " + error)));
  }

  boolean ready() {
    return authenticated && !gone;
  }

  private void opened(WebSocket opened, String token) {
    socket = opened;
    opened.textMessageHandler(this::received);
    opened.closeHandler(
        closed -> lose("closed: " + opened.closeStatusCode() + " " + opened.closeReason()));
    opened.exceptionHandler(error -> listening.log("error: " + error));
    if (opened.isClosed() || gone) {
      lose("closed at once");
      return;
    }
    timer = vertx.setPeriodic(LOOK_MS, id -> look());
    send(new JsonObject().put("type", "auth").put("token", token));
  }

  void send(JsonObject frame) {
    if (gone || socket == null) {
      return;
    }
    String text = frame.encode();
    listening.log("> " + text);
    socket.writeTextMessage(text).onFailure(error -> listening.log("not written: " + error));
  }

  private void received(String text) {
    if (gone) {
      return;
    }
    heard = System.nanoTime();
    listening.log("< " + text);
    JsonObject frame = new JsonObject(text);
    switch (frame.getString("type")) {
      case "auth_success" -> {
        authenticated = true;
        listening.frame(frame);
      }
      case "reconnect" ->
          vertx.setTimer(
              Math.max(1, frame.getJsonObject("data").getLong("after_ms")),
              id -> lose("moves on, as it was told"));
      case "pong" -> {}
      default -> listening.frame(frame);
    }
  }

  private void look() {
    long silence = System.nanoTime() - heard;
    if (silence > DEAD_NS) {
      lose("silent for too long");
    } else if (silence > QUIET_NS) {
      send(new JsonObject().put("type", "ping").put("data", new JsonObject()));
    }
  }

  void lose(String why) {
    if (gone) {
      return;
    }
    listening.log(why);
    close();
    listening.gone();
  }

  void close() {
    gone = true;
    vertx.cancelTimer(timer);
    client.close().onFailure(error -> listening.log("not closed: " + error));
  }
}
