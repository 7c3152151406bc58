package dev.parley.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A client of the native dialect for tests, over a real WebSocket. Calls block the test until what
 * they wait for has come; each fails after a bound with everything that did come.
 */
public final class ChatClient implements AutoCloseable {
  /** How the server closed. */
  public record Closed(int code, String reason) {}

  private final WebSocketClient client;
  private final WebSocket socket;
  private final Inbox inbox = new Inbox();
  private final AtomicLong requests = new AtomicLong();

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
                .onSuccess(inbox::listen)
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
    return inbox.first(from, frame -> settles(frame, id), "the answer to " + type);
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
    return inbox.next(fits, what);
  }

  /** The data of the next unread frame of the type. */
  public JsonObject nextData(String type) {
    return next(type).getJsonObject("data");
  }

  /** The data of the next unread frame of the type whose data fits. */
  public JsonObject nextData(String type, Predicate<JsonObject> fits) {
    return next(
            frame -> type.equals(frame.getString("type")) && fits.test(frame.getJsonObject("data")),
            type + " that fits")
        .getJsonObject("data");
  }

  /** A new conversation without a title: its id. */
  public long newConversation() {
    return call("create_conversation", new JsonObject())
        .getJsonObject("conversation")
        .getLong("id");
  }

  /** Sends a message; the data of the ack. */
  public JsonObject say(long conversation, String content) {
    return call("send_message", CommandData.text(conversation, content));
  }

  /** Sends a message and waits for the whole answer; the data of {@code stream_complete}. */
  public JsonObject ask(long conversation, String content) {
    say(conversation, content);
    return nextData("stream_complete");
  }

  /** The newest messages of a conversation, oldest first. */
  public JsonArray messages(long conversation) {
    return call("load_messages", CommandData.in(conversation)).getJsonArray("messages");
  }

  /** All pieces of answers so far, put together. */
  public String streamed() {
    return received("stream_content").stream()
        .map(chunk -> chunk.getString("content"))
        .collect(Collectors.joining());
  }

  /** The sequence numbers of the pieces of answers, in the order of their arrival. */
  public List<Long> chunkSeqs() {
    return received("stream_content").stream()
        .filter(chunk -> !chunk.getBoolean("is_complete"))
        .map(chunk -> chunk.getLong("seq"))
        .toList();
  }

  /** Everything that came so far. */
  public List<JsonObject> received() {
    return inbox.received();
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
    return inbox.closed();
  }

  /** Cuts the connection, as a network that fails. */
  public void drop() {
    await(client.close().toCompletionStage().toCompletableFuture());
  }

  @Override
  public void close() {
    drop();
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(Inbox.PATIENCE_S, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
