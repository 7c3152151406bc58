package dev.parley.testing;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Predicate;

/** A WebSocket that speaks whatever the test makes it speak, in JSON text frames. */
public final class RawSocket implements AutoCloseable {
  private final WebSocketClient client;
  private final WebSocket socket;
  private final Inbox inbox = new Inbox();

  private RawSocket(Vertx vertx, WebSocketConnectOptions options) {
    this.client = vertx.createWebSocketClient();
    this.socket = Await.result(client.connect(options).onSuccess(inbox::listen));
  }

  /**
   * Connects to a path of a server on this machine.
   *
   * @param subprotocols offered to the server
   */
  public static RawSocket connect(Vertx vertx, int port, String uri, String... subprotocols) {
    return new RawSocket(vertx, options(port, uri, subprotocols));
  }

  /** Connects as if a proxy passed the request on. */
  public static RawSocket throughProxy(Vertx vertx, int port, String uri) {
    WebSocketConnectOptions options = options(port, uri);
    options.addHeader("X-Forwarded-For", "192.0.2.1");
    return new RawSocket(vertx, options);
  }

  /** The HTTP status with which the server refuses to open a WebSocket. */
  public static int refused(Vertx vertx, int port, String uri) {
    WebSocketClient client = vertx.createWebSocketClient();
    Throwable error = Await.failure(client.connect(options(port, uri)));
    Await.result(client.close());
    return ((UpgradeRejectedException) error).getStatus();
  }

  private static WebSocketConnectOptions options(int port, String uri, String... subprotocols) {
    return new WebSocketConnectOptions()
        .setHost("127.0.0.1")
        .setPort(port)
        .setURI(uri)
        .setSubProtocols(List.of(subprotocols));
  }

  public MultiMap headers() {
    return socket.headers();
  }

  public String subprotocol() {
    return socket.subProtocol();
  }

  public void send(JsonObject frame) {
    sendText(frame.encode());
  }

  public void sendText(String text) {
    Await.result(socket.writeTextMessage(text));
  }

  public void sendBinary(byte[] bytes) {
    Await.result(socket.writeBinaryMessage(Buffer.buffer(bytes)));
  }

  /** The next unread frame whose field of that name has that value. */
  public JsonObject next(String field, Object value) {
    return next(frame -> value.equals(frame.getValue(field)), field + " = " + value);
  }

  /** The next unread frame that fits; what comes before it is passed over. */
  public JsonObject next(Predicate<JsonObject> fits, String what) {
    return inbox.next(fits, what);
  }

  /** Everything that came so far. */
  public List<JsonObject> received() {
    return inbox.received();
  }

  /** Waits for the server to close. */
  public ChatClient.Closed closed() {
    return inbox.closed();
  }

  @Override
  public void close() {
    Await.result(client.close());
  }
}
