package dev.parley.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A client of the native dialect for tests, over a real WebSocket. Calls block the test until what
 * they wait for has come; each fails after a bound with everything that did come.
 */
public final class ChatClient implements AutoCloseable {
  private static final long PATIENCE_S = 30;

  /** How the server closed. */
  public record Closed(int code, String reason) {}

  private final WebSocketClient client;
  private final WebSocket socket;
  private final List<JsonObject> all = new ArrayList<>();
  private final CompletableFuture<Closed> closed = new CompletableFuture<>();
  private final AtomicLong requests = new AtomicLong();
  private int read;

  private ChatClient(Vertx vertx, int port) {
    this.client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxFrameSize(8 * 1024 * 1024)
                .setMaxMessageSize(8 * 1024 * 1024));
    this.socket =
        await(
            client
                .connect(
                    new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI("/api/v1/chat/ws"))
                .onSuccess(this::listen)
                .toCompletionStage()
                .toCompletableFuture());
  }

  /** Connects, without authenticating. */
  public static ChatClient connect(Vertx vertx, int port) {
    return new ChatClient(vertx, port);
  }

  /** Connects and authenticates. */
  public static ChatClient login(Vertx vertx, int port, String token) {
    ChatClient client = connect(vertx, port);
    client.send(new JsonObject().put("type", "auth").put("token", token));
    client.next("auth_success");
    return client;
  }

  private void listen(WebSocket opened) {
    opened.textMessageHandler(
        text -> {
          synchronized (all) {
            all.add(new JsonObject(text));
            all.notifyAll();
          }
        });
    opened.closeHandler(
        gone -> {
          closed.complete(new Closed(opened.closeStatusCode(), opened.closeReason()));
          synchronized (all) {
            all.notifyAll();
          }
        });
  }

  public void send(JsonObject frame) {
    sendText(frame.encode());
  }

  public void sendText(String text) {
    await(socket.writeTextMessage(text).toCompletionStage().toCompletableFuture());
  }

  public void sendBinary(byte[] bytes) {
    await(
        socket.writeBinaryMessage(Buffer.buffer(bytes)).toCompletionStage().toCompletableFuture());
  }

  /** Sends a command and waits for its ack, whose data is returned; an error fails the test. */
  public JsonObject call(String type, JsonObject data) {
    JsonObject answer = request(type, data);
    if (!answer.getString("type").equals("ack")) {
      throw new AssertionError(type + " was refused: " + answer);
    }
    return answer.getJsonObject("data");
  }

  /** Sends a command and waits for the error it causes, whose data is returned. */
  public JsonObject refusal(String type, JsonObject data) {
    JsonObject answer = request(type, data);
    if (!answer.getString("type").equals("error")) {
      throw new AssertionError(type + " was not refused: " + answer);
    }
    return answer.getJsonObject("data");
  }

  private JsonObject request(String type, JsonObject data) {
    String id = "r" + requests.incrementAndGet();
    int from = received().size();
    send(new JsonObject().put("type", type).put("id", id).put("data", data));
    return all(from, frame -> settles(frame, id), "the answer to " + type).getLast();
  }

  private static boolean settles(JsonObject frame, String id) {
    String type = frame.getString("type");
    return id.equals(frame.getValue("id")) && (type.equals("ack") || type.equals("error"));
  }

  /** The next unread frame of the type; what comes before it is passed over. */
  public JsonObject next(String type) {
    return next(frame -> type.equals(frame.getString("type")), type);
  }

  /** The next unread frame that fits. */
  public JsonObject next(Predicate<JsonObject> fits, String what) {
    List<JsonObject> upTo = all(read, fits, what);
    read += upTo.size();
    return upTo.getLast();
  }

  /** Everything that came so far. */
  public List<JsonObject> received() {
    synchronized (all) {
      return List.copyOf(all);
    }
  }

  /** The frames of the type so far, their data only. */
  public List<JsonObject> received(String type) {
    return received().stream()
        .filter(frame -> type.equals(frame.getString("type")))
        .map(frame -> frame.getJsonObject("data"))
        .toList();
  }

  /** Waits for the server to close. */
  public Closed closed() {
    return await(closed);
  }

  /** Cuts the connection, as a network that fails. */
  public void drop() {
    await(client.close().toCompletionStage().toCompletableFuture());
  }

  @Override
  public void close() {
    drop();
  }

  /** The frames from an index to the first one that fits, waiting for it. */
  private List<JsonObject> all(int from, Predicate<JsonObject> fits, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    int index = from;
    synchronized (all) {
      while (true) {
        for (; index < all.size(); index++) {
          if (fits.test(all.get(index))) {
            return List.copyOf(all.subList(from, index + 1));
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || closed.isDone()) {
          throw new AssertionError("No " + what + " among " + all + ", " + closed);
        }
        try {
          all.wait(left);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
