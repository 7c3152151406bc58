package dev.parley.testing;

import dev.parley.testing.Http.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * Somebody who is known to a server on this machine. Requests and sockets are made with its token.
 *
 * @param vertx for its sockets
 * @param login its tokens and its account, as the server granted them
 */
public record Person(Vertx vertx, int port, JsonObject login) {
  public static final String PASSWORD = "correct horse battery";

  /** A new guest. */
  public static Person guest(Vertx vertx, int port, String name) {
    return new Person(vertx, port, Http.guest(port, name));
  }

  /** A new account with {@link #PASSWORD}. */
  public static Person account(Vertx vertx, int port, String login) {
    JsonObject wish = new JsonObject().put("login", login).put("password", PASSWORD);
    Answer answer = Http.post(port, "/api/v1/auth/register", null, wish.put("name", login));
    return new Person(vertx, port, made(answer));
  }

  public long id() {
    return login.getJsonObject("user").getLong("id");
  }

  public String token() {
    return login.getString("access_token");
  }

  /** The same at another server over the same database, or at a server that was started again. */
  public Person at(int otherPort) {
    return new Person(vertx, otherPort, login);
  }

  public Answer get(String path) {
    return Http.get(port, path, token());
  }

  public Answer post(String path, JsonObject body) {
    return Http.post(port, path, token(), body);
  }

  /**
   * Any other request.
   *
   * @param body null for none
   */
  public Answer send(String method, String path, JsonObject body) {
    return Http.send(method, port, path, token(), body);
  }

  /** A new conversation without a title: its id. */
  public long newConversation() {
    return made(post("/api/v1/conversations", new JsonObject())).getLong("id");
  }

  /** A new API key that may do everything. */
  public String newKey() {
    JsonObject wish = new JsonObject().put("name", "a program");
    return made(post("/api/v1/api-keys", wish)).getString("key");
  }

  /** Stores a picture: what the server tells of it. */
  public JsonObject upload(String type, byte[] picture) {
    return made(Http.post(port, "/api/v1/attachments", token(), type, picture))
        .getJsonObject("attachment");
  }

  /**
   * A stream of events.
   *
   * @param after the id of the last event that was seen; null for none
   */
  public EventSource listen(String path, String after) {
    return EventSource.open(port, path, token(), after);
  }

  /** A socket of the native dialect, logged in. */
  public ChatClient connect() {
    return ChatClient.login(vertx, port, token());
  }

  /** A socket that does only what it is told, logged in. */
  public BareSocket connectBare() {
    BareSocket socket = BareSocket.connect(port);
    socket.text(new JsonObject().put("type", "auth").put("token", token()).encode());
    String answer = socket.read(BareSocket.TEXT).text();
    if (!answer.contains("auth_success")) {
      throw new AssertionError("Not let in: " + answer);
    }
    return socket;
  }

  private static JsonObject made(Answer answer) {
    if (answer.status() != 201) {
      throw new AssertionError("Not made: " + answer);
    }
    return answer.body();
  }
}
