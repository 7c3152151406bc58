package dev.parley.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A program on the bridge that sends whatever frames a test wants, over WebSocket or TCP. */
public final class BusClient implements AutoCloseable {
  private static final long PATIENCE_S = 20;

  private final List<JsonObject> all = new ArrayList<>();
  private final String token;
  private Consumer<String> writer;
  private Runnable closer;
  private boolean closed;

  private BusClient(String token) {
    this.token = token;
  }

  /**
   * Over a bare WebSocket.
   *
   * @param token shown in every frame of {@link #send}; null for none
   */
  public static BusClient webSocket(Vertx vertx, int port, String token) {
    BusClient client = new BusClient(token);
    WebSocketClient sockets = vertx.createWebSocketClient();
    WebSocket socket =
        Await.result(
            sockets
                .connect(
                    new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI("/eventbus/websocket"))
                .onSuccess(
                    opened -> {
                      opened.handler(buffer -> client.arrived(new JsonObject(buffer)));
                      opened.closeHandler(gone -> client.gone());
                    }));
    client.writer = text -> Await.result(socket.writeTextMessage(text));
    client.closer = () -> Await.result(sockets.close());
    return client;
  }

  /** Over TCP. */
  public static BusClient tcp(Vertx vertx, int port, String token) {
    BusClient client = new BusClient(token);
    NetClient sockets = vertx.createNetClient();
    NetSocket socket =
        Await.result(
            sockets
                .connect(port, "127.0.0.1")
                .onSuccess(
                    opened -> {
                      opened.handler(new Frames(client::arrived));
                      opened.closeHandler(gone -> client.gone());
                    }));
    client.writer =
        text -> {
          Buffer frame = Buffer.buffer(text);
          Await.result(socket.write(Buffer.buffer().appendInt(frame.length()).appendBuffer(frame)));
        };
    client.closer = () -> Await.result(sockets.close());
    return client;
  }

  public void sendText(String text) {
    writer.accept(text);
  }

  /** Sends a frame with the token. */
  public void send(JsonObject frame) {
    JsonObject whole = frame.copy();
    if (token != null) {
      whole.put("headers", new JsonObject().put("authorization", "Bearer " + token));
    }
    sendText(whole.encode());
  }

  public void register(String address) {
    send(new JsonObject().put("type", "register").put("address", address));
  }

  /** Sends to an address and waits for the answer, or the error, that comes back. */
  public JsonObject request(String address, JsonObject body) {
    String reply = "reply-" + System.nanoTime();
    send(
        new JsonObject()
            .put("type", "send")
            .put("address", address)
            .put("replyAddress", reply)
            .put("body", body));
    return next(frame -> reply.equals(frame.getString("address")), "answer of " + address);
  }

  /** A command of the native dialect; the data of its ack. */
  public JsonObject command(String type, JsonObject data) {
    JsonObject answer =
        request("parley.chat", new JsonObject().put("type", type).put("data", data));
    JsonObject body = answer.getJsonObject("body");
    if (body == null || !"ack".equals(body.getString("type"))) {
      throw new AssertionError(type + " was refused: " + answer);
    }
    return body.getJsonObject("data");
  }

  /** The next event of a type at an address: its data. */
  public JsonObject event(String address, String type) {
    return next(
            frame ->
                address.equals(frame.getString("address"))
                    && frame.getValue("body") instanceof JsonObject body
                    && type.equals(body.getString("type")),
            type + " at " + address)
        .getJsonObject("body")
        .getJsonObject("data");
  }

  /** The next error. */
  public JsonObject error() {
    return next(frame -> "err".equals(frame.getString("type")), "error");
  }

  /** The first frame that fits and was not taken before; it is taken. */
  public JsonObject next(Predicate<JsonObject> fits, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    synchronized (all) {
      while (true) {
        for (JsonObject frame : all) {
          if (fits.test(frame)) {
            all.remove(frame);
            return frame;
          }
        }
        await(deadline, "No " + what);
      }
    }
  }

  /** Waits until the server has closed. */
  public void awaitClosed() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    synchronized (all) {
      while (!closed) {
        await(deadline, "Not closed");
      }
    }
  }

  /** What came and was not taken. */
  public List<JsonObject> rest() {
    synchronized (all) {
      return List.copyOf(all);
    }
  }

  private void await(long deadline, String what) {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      throw new AssertionError(what + " among " + all);
    }
    try {
      all.wait(left);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void arrived(JsonObject frame) {
    synchronized (all) {
      all.add(frame);
      all.notifyAll();
    }
  }

  private void gone() {
    synchronized (all) {
      closed = true;
      all.notifyAll();
    }
  }

  @Override
  public void close() {
    closer.run();
  }

  /** Cuts a stream into frames. */
  private static final class Frames implements io.vertx.core.Handler<Buffer> {
    private final Consumer<JsonObject> taker;
    private Buffer rest = Buffer.buffer();

    Frames(Consumer<JsonObject> taker) {
      this.taker = taker;
    }

    @Override
    public void handle(Buffer part) {
      rest = rest.copy().appendBuffer(part);
      while (rest.length() >= 4 && rest.length() >= 4 + rest.getInt(0)) {
        int end = 4 + rest.getInt(0);
        taker.accept(new JsonObject(rest.getBuffer(4, end)));
        rest = rest.getBuffer(end, rest.length());
      }
    }
  }
}
