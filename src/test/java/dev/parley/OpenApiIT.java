package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.OpenApi;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Carries out every described operation, and holds what comes against the description. */
class OpenApiIT {
  private static final String CONVERSATIONS = "/api/v1/conversations";
  private static final String CONVERSATION = CONVERSATIONS + "/{id}";
  private static final String MESSAGE = "/api/v1/messages/{id}";
  private static final String GENERATION = "/api/v1/generations/{id}";

  private static final String PICTURES = "/api/v1/attachments";
  private static final String CHATS = "/api/chats";

  @RegisterExtension static final Stage stage = Stage.with("PARLEY_AUTH_ADMINS", "root");

  private final OpenApi description = OpenApi.read();
  private final Set<String> done = new TreeSet<>();
  private String token;

  @Test
  void everyOperationAnswersAsDescribed() {
    come();
    List.of("/health/live", "/health/ready", "/openapi.json", "/docs", "/redoc")
        .forEach(this::read);
    List.of("/docs/swagger.js", "/redoc/redoc.js", "/api/v1/models", "/api/v1/stats")
        .forEach(this::read);
    List.of("/asyncapi", "/asyncapi.json", "/asyncapi.yaml").forEach(this::read);
    programs();
    pictures();
    tools();
    sessions();
    chats();
    generate();
    long id = converse();
    share(id);
    deleteAll(id);
    call("POST", "/api/v1/auth/logout", 204, null);
    administer();
    assertThat(done).isEqualTo(description.operations());
  }

  @Test
  void refusalsAreDescribedToo() {
    call("GET", CONVERSATIONS, 401, null);
    token = stage.guest("Ada").token();
    call("GET", CONVERSATION, 404, null, "/api/v1/conversations/999999999");
    call(
        "POST", CONVERSATION + "/messages", 400, json("content", 7), CONVERSATIONS + "/1/messages");
    call("PUT", CONVERSATIONS, 405, null);
  }

  private void come() {
    String login = "ada" + System.nanoTime();
    JsonObject account = json("login", login).put("password", "correct horse battery");
    call("POST", "/api/v1/auth/guest", 201, json("name", "Ada"));
    call("POST", "/api/v1/auth/register", 201, account);
    Answer in = call("POST", "/api/v1/auth/login", 200, account);
    JsonObject refresh = json("refresh_token", in.body().getString("refresh_token"));
    token = call("POST", "/api/v1/auth/refresh", 200, refresh).body().getString("access_token");
    call("GET", "/api/v1/auth/me", 200, null);
    call("GET", "/api/v1/usage", 200, null);
    call("PUT", "/api/v1/context", 204, json("context", "I am Ada."));
    call("GET", "/api/v1/context", 200, null);
    call("DELETE", "/api/v1/context", 204, null);
  }

  private void administer() {
    JsonObject root = json("login", "root").put("password", "correct horse battery");
    token = call("POST", "/api/v1/auth/register", 201, root).body().getString("access_token");
    String users = "/api/v1/admin/users";
    call("GET", "/api/v1/admin/stats", 200, null);
    call("GET", "/api/v1/admin/usage", 200, null, "/api/v1/admin/usage?by=model&limit=5");
    Answer page = call("GET", users, 200, null, users + "?q=ben");
    long ben = page.body().getJsonArray("users").getJsonObject(0).getLong("id");
    call("DELETE", users + "/{id}/sessions", 204, null, users + "/" + ben);
    call("PATCH", users + "/{id}", 200, json("disabled", true), users + "/" + ben);
  }

  private void read(String path) {
    call("GET", path, 200, null);
  }

  private void programs() {
    String keys = "/api/v1/api-keys";
    Answer made = call("POST", keys, 201, json("name", "a program"));
    call("GET", keys, 200, null);
    String person = token;
    token = made.body().getString("key");
    JsonObject message = json("role", "user").put("content", "Hi");
    JsonObject asking = json("messages", new JsonArray().add(message));
    call("POST", "/v1/chat/completions", 200, asking);
    Answer models = call("GET", "/v1/models", 200, null);
    String first = models.body().getJsonArray("data").getJsonObject(0).getString("id");
    call("GET", "/v1/models/{id}", 200, null, "/v1/models/" + first);
    token = person;
    call("DELETE", keys + "/{id}", 204, null, keys + "/" + made.body().getLong("id"));
  }

  private void pictures() {
    call("POST", PICTURES, 415, json("a", "picture"));
    String none = PICTURES + "/999999";
    call("GET", PICTURES + "/{id}", 404, null, none);
    call("GET", PICTURES + "/{id}/thumbnail", 404, null, none);
  }

  private void tools() {
    call("GET", "/api/v1/tool-results/{id}", 404, null, "/api/v1/tool-results/999999");
    String confirmation = "/api/v1/tool-confirmations/{id}";
    call("POST", confirmation, 404, json("allow", true), "/api/v1/tool-confirmations/none");
  }

  private void sessions() {
    String sessions = "/sessions/{client_id}";
    long me = call("GET", "/api/v1/auth/me", 200, null).body().getLong("id");
    call("GET", sessions, 200, null, "/sessions/" + me);
    call("DELETE", sessions, 200, null, "/sessions/" + me);
  }

  private void chats() {
    String chat =
        "/api/chats/" + call("POST", CHATS, 201, json("title", "T")).body().getString("id");
    long me = call("GET", "/api/v1/auth/me", 200, null).body().getLong("id");
    call("GET", CHATS + "/{chat_id}", 200, null, chat);
    call("GET", "/api/users/{user_id}/chats", 200, null, "/api/users/" + me + "/chats");
    JsonObject ids = json("chat_ids", new JsonArray().add(chat.substring(11)));
    call("POST", CHATS + "/batch-delete", 200, ids);
    call("DELETE", "/api/users/{user_id}/chats/empty", 200, null, "/api/users/" + me);
  }

  private void generate() {
    String chat = call("POST", "/chat", 201, json("title", "T")).body().getString("id");
    call("POST", "/generate", 200, json("message", "Hi").put("chat_id", chat));
    call("POST", "/generate", 200, json("message", "Hi").put("stream", true));
    call("POST", "/generate", 200, json("message", "/help"));
    call("POST", "/generate", 200, json("message", "/nonsense"));
    call("GET", "/chat/{id}", 200, null, "/chat/" + chat);
    List.of("/chats", "/stats").forEach(this::read);
  }

  private long converse() {
    long id = call("POST", CONVERSATIONS, 201, json("title", "T")).body().getLong("id");
    String path = CONVERSATIONS + "/" + id;
    Answer sent = call("POST", CONVERSATION + "/messages", 202, json("content", "Hi"), path);
    call("POST", CONVERSATION + "/messages", 200, json("content", "/help"), path);
    call("POST", CONVERSATION + "/messages", 400, json("content", "/nonsense"), path);
    JsonObject generation = sent.body().getJsonObject("generation");
    String running = "/api/v1/generations/" + generation.getLong("id");
    String answer = "/api/v1/messages/" + generation.getLong("message_id");
    String question = "/api/v1/messages/" + sent.body().getJsonObject("message").getLong("id");

    call("GET", GENERATION + "/stream", 200, null, running);
    call("GET", GENERATION, 200, null, running);
    call("POST", GENERATION + "/stop", 202, null, running);
    call("PUT", MESSAGE + "/feedback", 204, json("rating", "up"), answer);
    call("GET", CONVERSATION + "/feedback", 200, null, path);
    Answer again = call("POST", MESSAGE + "/regenerate", 202, null, answer);
    ended(again);
    ended(call("PATCH", MESSAGE, 202, json("content", "Hello"), question));
    call("GET", CONVERSATION + "/messages", 200, null, path);
    call("GET", "/api/v1/search", 200, null, "/api/v1/search?limit=1&q=hello");
    call("DELETE", MESSAGE, 204, null, question);
    call("POST", CONVERSATION + "/fork", 201, json("message_id", id(answer)), path);
    return id;
  }

  /** The stream of an answer ends with it. */
  private void ended(Answer accepted) {
    long id = accepted.body().getJsonObject("generation").getLong("id");
    call("GET", GENERATION + "/stream", 200, null, "/api/v1/generations/" + id);
  }

  private static long id(String path) {
    return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
  }

  private void share(long id) {
    String path = CONVERSATIONS + "/" + id;
    call("GET", CONVERSATIONS, 200, null);
    call("GET", CONVERSATION, 200, null, path);
    Answer link = call("POST", CONVERSATION + "/share", 201, null, path);
    call(
        "GET",
        "/api/v1/shared/{token}",
        200,
        null,
        "/api/v1/shared/" + link.body().getString("token"));
    call("DELETE", CONVERSATION + "/share", 204, null, path);
    call("PATCH", CONVERSATION, 200, json("pinned", true), path);
    Answer exported = call("GET", CONVERSATION + "/export", 200, null, path);
    call("POST", CONVERSATIONS + "/import", 201, exported.body());
    long ben = stage.guest("Ben").id();
    call("POST", CONVERSATION + "/members", 200, json("user", ben), path);
    call("DELETE", CONVERSATION + "/members/{user_id}", 204, null, path + "/members/" + ben);
  }

  private void deleteAll(long id) {
    String path = CONVERSATIONS + "/" + id;
    // It has no end of its own; ConversationApiIT shows what it tells.
    call("GET", CONVERSATION + "/events", 400, null, path + "/events?after=-1");
    call("DELETE", CONVERSATION, 204, null, path);
    long other = call("POST", CONVERSATIONS, 201, null).body().getLong("id");
    JsonObject ids = new JsonObject().put("ids", new JsonArray().add(other));
    call("POST", CONVERSATIONS + "/batch-delete", 200, ids);
  }

  private Answer call(String method, String template, int status, JsonObject body) {
    return call(method, template, status, body, template);
  }

  /**
   * @param path the real path; of one that stops at the id, the rest is the template's
   */
  private Answer call(String method, String template, int status, JsonObject body, String path) {
    String rest = template.substring(template.lastIndexOf('}') + 1);
    String real = rest.isEmpty() || path.contains(rest) ? path : path + rest;
    Answer answer = Http.send(method, stage.port(), real, token, body);
    assertThat(answer.status()).as(method + " " + real + ": " + answer.text()).isEqualTo(status);
    assertThat(description.faults(method, template, answer)).as(method + " " + real).isEmpty();
    done.add(method + " " + template);
    return answer;
  }

  private static JsonObject json(String field, Object value) {
    return new JsonObject().put(field, value);
  }
}
