package dev.parley.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.EventSource;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The native API over HTTP, on the whole server. */
class ConversationApiIT {
  private static final String BASE = "/api/v1/conversations";

  private static Vertx vertx;
  private static ScriptedProvider provider;
  private static TestServer server;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    provider = new ScriptedProvider();
    server = TestServer.start(Map.of("OPENAI_BASE_URL", provider.baseUrl().toString()));
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.close();
    vertx.close().await();
  }

  @Test
  void conversationsComeChangeAndGo() {
    String ada = token("Ada");
    Answer created = post(BASE, ada, json("title", "On engines", "context", "Be brief."));
    assertThat(created.status()).isEqualTo(201);
    String path = BASE + "/" + created.body().getLong("id");

    assertThat(get(path, ada).body()).isEqualTo(created.body());
    Answer changed =
        send("PATCH", path, ada, new JsonObject().put("title", "On looms").put("pinned", true));
    assertThat(changed.body().getString("title")).isEqualTo("On looms");
    assertThat(changed.body().getString("context")).isEqualTo("Be brief.");
    assertThat(changed.body().getBoolean("pinned")).isTrue();
    assertThat(send("DELETE", path, ada, null).status()).isEqualTo(204);
    problem(get(path, ada), 404, "NOT_FOUND");
  }

  @Test
  void listsBySearchAndByPage() {
    String ada = token("Ada");
    for (String title : List.of("Red engine", "Blue ENGINE", "100% loom")) {
      post(BASE, ada, json("title", title));
    }
    assertThat(titles(get(BASE + "?q=engine", ada))).containsExactly("Blue ENGINE", "Red engine");
    assertThat(titles(get(BASE + "?q=%25", ada))).containsExactly("100% loom");
    Answer first = get(BASE + "?limit=2", ada);
    assertThat(titles(first)).containsExactly("100% loom", "Blue ENGINE");
    Answer second = get(BASE + "?limit=2&cursor=" + first.body().getString("cursor"), ada);
    assertThat(titles(second)).containsExactly("Red engine");
    assertThat(second.body().containsKey("cursor")).isFalse();
    assertThat(titles(get(BASE + "?archived=true", ada))).isEmpty();
    problem(get(BASE + "?limit=0", ada), 400, "INVALID_FIELD");
    problem(get(BASE + "?archived=maybe", ada), 400, "INVALID_FIELD");
  }

  @Test
  void deletesAllOfABatchOrNone() {
    String ada = token("Ada");
    long one = conversation(ada);
    long two = conversation(ada);
    long eves = conversation(token("Eve"));

    JsonObject mixed = new JsonObject().put("ids", new JsonArray().add(one).add(eves).add(two));
    JsonObject refused = problem(post(BASE + "/batch-delete", ada, mixed), 404, "NOT_FOUND");
    assertThat(refused.getString("detail")).endsWith(": " + eves);
    assertThat(get(BASE + "/" + one, ada).status()).isEqualTo(200);

    JsonObject mine = new JsonObject().put("ids", new JsonArray().add(two).add(one));
    Answer deleted = post(BASE + "/batch-delete", ada, mine);
    assertThat(deleted.body().getJsonArray("deleted"))
        .containsExactlyInAnyOrder((int) one, (int) two);
    assertThat(get(BASE + "/" + one, ada).status()).isEqualTo(404);
  }

  @Test
  void membersComeAndGo() {
    String ada = token("Ada");
    JsonObject ben = Http.guest(server.port(), "Ben");
    long benId = ben.getJsonObject("user").getLong("id");
    String path = BASE + "/" + conversation(ada);

    Answer shared = post(path + "/members", ada, new JsonObject().put("user", benId));
    assertThat(shared.body().getJsonArray("members")).hasSize(2);
    assertThat(get(path, ben.getString("access_token")).status()).isEqualTo(200);
    assertThat(send("DELETE", path + "/members/" + benId, ada, null).status()).isEqualTo(204);
    problem(get(path, ben.getString("access_token")), 404, "NOT_FOUND");
  }

  @Test
  void sendsOnceAndAnswers() {
    provider.next(Script.answer("Because ", "it may."));
    String ada = token("Ada");
    String path = BASE + "/" + conversation(ada) + "/messages";
    JsonObject question = json("content", "Why twice?");
    Answer sent = Http.send("POST", server.port(), path, ada, question, "Idempotency-Key", "k1");
    assertThat(sent.status()).isEqualTo(202);
    long generation = sent.body().getJsonObject("generation").getLong("id");
    Answer again = Http.send("POST", server.port(), path, ada, question, "Idempotency-Key", "k1");
    assertThat(again.body().getBoolean("duplicate")).isTrue();
    assertThat(again.body().getJsonObject("generation").getLong("id")).isEqualTo(generation);

    ended(generation, ada);
    JsonObject state = get("/api/v1/generations/" + generation, ada).body();
    assertThat(state.getJsonObject("generation").getString("state")).isEqualTo("completed");
    assertThat(state.getJsonObject("message").getString("content")).isEqualTo("Because it may.");
    JsonArray messages = get(path, ada).body().getJsonArray("messages");
    assertThat(messages).hasSize(2);
    assertThat(messages.getJsonObject(0).getString("client_message_id")).isEqualTo("k1");
    Answer last = get(path + "?limit=1", ada);
    assertThat(last.body().getJsonArray("messages").getJsonObject(0).getString("content"))
        .isEqualTo("Because it may.");
    assertThat(last.body().getBoolean("has_more")).isTrue();
  }

  @Test
  void answersAreWrittenAnewRatedAndQuestionsEdited() {
    String ada = token("Ada");
    String path = BASE + "/" + conversation(ada) + "/messages";
    Answer sent = post(path, ada, json("content", "First"));
    long question = sent.body().getJsonObject("message").getLong("id");
    long answer = sent.body().getJsonObject("generation").getLong("message_id");
    ended(sent.body().getJsonObject("generation").getLong("id"), ada);

    assertThat(
            send("PUT", "/api/v1/messages/" + answer + "/feedback", ada, json("rating", "up"))
                .status())
        .isEqualTo(204);
    JsonObject rated = get(path.replace("messages", "feedback"), ada).body();
    assertThat(rated.getInteger("up")).isEqualTo(1);
    assertThat(rated.getJsonArray("models").getJsonObject(0).getInteger("up")).isEqualTo(1);
    JsonObject all = get("/api/v1/stats", ada).body().getJsonObject("feedback");
    assertThat(all.getInteger("up")).isPositive();
    Answer anew = send("POST", "/api/v1/messages/" + answer + "/regenerate", ada, null);
    assertThat(anew.status()).isEqualTo(202);
    assertThat(anew.body().getBoolean("started")).isTrue();
    ended(anew.body().getJsonObject("generation").getLong("id"), ada);
    Answer edited = send("PATCH", "/api/v1/messages/" + question, ada, json("content", "Second"));
    assertThat(edited.status()).isEqualTo(202);
    ended(edited.body().getJsonObject("generation").getLong("id"), ada);

    JsonArray messages = get(path, ada).body().getJsonArray("messages");
    assertThat(messages).hasSize(5);
    assertThat(messages.getJsonObject(1).getString("feedback")).isEqualTo("up");
    problem(
        send("PATCH", "/api/v1/messages/" + answer, ada, json("content", "x")),
        400,
        "INVALID_FIELD");
  }

  @Test
  void keepsTheContextThatTheCommandsKnow() {
    JsonObject guest = Http.guest(server.port(), "Ada");
    String ada = guest.getString("access_token");
    String path = "/api/v1/context";
    assertThat(get(path, ada).body()).isEqualTo(json("context", ""));
    assertThat(send("PUT", path, ada, json("context", "I am a weaver.")).status()).isEqualTo(204);
    try (ChatClient client = ChatClient.login(vertx, server.port(), ada)) {
      long id = conversation(ada);
      client.call(
          "send_message",
          new JsonObject().put("conversation_id", id).put("content", "/getcontext"));
      JsonObject answer = client.next("command_response").getJsonObject("data");
      assertThat(answer.getJsonObject("result").getString("context")).isEqualTo("I am a weaver.");
    }
    assertThat(send("DELETE", path, ada, null).status()).isEqualTo(204);
    assertThat(get(path, ada).body()).isEqualTo(json("context", ""));
    problem(send("PUT", path, ada, json("context", "x".repeat(16_001))), 400, "INVALID_FIELD");
    problem(send("PUT", path, ada, new JsonObject()), 400, "INVALID_FIELD");
    problem(get(path, null), 401, "AUTH_REQUIRED");
  }

  @Test
  void stopsAnAnswer() {
    provider.next(Script.stream().text("Endless ").gate(new Gate()));
    String ada = token("Ada");
    JsonObject generation =
        post(BASE + "/" + conversation(ada) + "/messages", ada, json("content", "Talk"))
            .body()
            .getJsonObject("generation");
    String path = "/api/v1/generations/" + generation.getLong("id");
    try (EventSource stream = EventSource.open(server.port(), path + "/stream", ada, null)) {
      stream.upTo("stream_content");
      Answer stopping = send("POST", path + "/stop", ada, null);
      assertThat(stopping.status()).isEqualTo(202);
      assertThat(stopping.body().getJsonArray("stopped")).hasSize(1);
      stream.upTo("stream_stopped");
    }
    assertThat(get(path, ada).body().getJsonObject("message").getString("content"))
        .isEqualTo("Endless ");
  }

  @Test
  void exportsWhatCanBeImported() {
    String ada = token("Ada");
    long id = conversation(ada);
    for (int i = 0; i < 120; i++) {
      post(
          BASE + "/" + id + "/messages",
          ada,
          new JsonObject().put("content", "note " + i).put("message_type", "note"));
    }
    Answer exported = get(BASE + "/" + id + "/export", ada);
    assertThat(exported.type()).isEqualTo("application/json");
    assertThat(exported.body().getJsonArray("messages")).hasSize(120);
    String ben = token("Ben");
    Answer imported = post(BASE + "/import", ben, exported.body());
    assertThat(imported.status()).as(imported.text()).isEqualTo(201);
    long copy = imported.body().getLong("id");
    JsonArray messages = get(BASE + "/" + copy + "/export", ben).body().getJsonArray("messages");
    assertThat(contents(messages)).isEqualTo(contents(exported.body().getJsonArray("messages")));
    assertThat(messages.getJsonObject(119).getLong("parent_id"))
        .isEqualTo(messages.getJsonObject(118).getLong("id"));
    assertThat(imported.body().getLong("leaf_id"))
        .isEqualTo(messages.getJsonObject(119).getLong("id"));

    Answer markdown = get(BASE + "/" + id + "/export?format=markdown", ada);
    assertThat(markdown.text()).startsWith("# note 0\n\n## Ada, 2").contains("\n\nnote 119\n");
    JsonObject broken =
        exported.body().copy().put("messages", new JsonArray().add(json("content", "untyped")));
    assertThat(
            problem(post(BASE + "/import", ben, broken), 400, "INVALID_FIELD").getString("detail"))
        .isEqualTo("messages[0].message_type is required");
    problem(get(BASE + "/" + id + "/export", ben), 404, "NOT_FOUND");
  }

  @Test
  void forksThePathUpToAMessage() {
    provider.next(Script.answer("one")).next(Script.answer("two"));
    String ada = token("Ada");
    String path = BASE + "/" + conversation(ada);
    JsonObject first = post(path + "/messages", ada, json("content", "1")).body();
    ended(first.getJsonObject("generation").getLong("id"), ada);
    JsonObject second = post(path + "/messages", ada, json("content", "2")).body();
    ended(second.getJsonObject("generation").getLong("id"), ada);

    long answer = first.getJsonObject("generation").getLong("message_id");
    Answer fork = post(path + "/fork", ada, new JsonObject().put("message_id", answer));
    assertThat(fork.status()).isEqualTo(201);
    JsonArray copied =
        get(BASE + "/" + fork.body().getLong("id") + "/messages", ada)
            .body()
            .getJsonArray("messages");
    assertThat(contents(copied)).containsExactly("1", "one");
    assertThat(copied.getJsonObject(1).getLong("parent_id"))
        .isEqualTo(copied.getJsonObject(0).getLong("id"));
    assertThat(fork.body().getLong("leaf_id")).isEqualTo(copied.getJsonObject(1).getLong("id"));
    problem(
        post(path + "/fork", token("Eve"), new JsonObject().put("message_id", answer)),
        404,
        "NOT_FOUND");
  }

  @Test
  void tellsAnAnswerAndItsEndOnce() {
    Gate middle = new Gate();
    provider.next(Script.stream().text("Hel").gate(middle).text("lo.").finish("stop").done().end());
    String ada = token("Ada");
    JsonObject generation =
        post(BASE + "/" + conversation(ada) + "/messages", ada, json("content", "Hi"))
            .body()
            .getJsonObject("generation");
    String path = "/api/v1/generations/" + generation.getLong("id") + "/stream";
    String seen;
    try (EventSource stream = EventSource.open(server.port(), path, ada, null)) {
      assertThat(stream.type()).isEqualTo("text/event-stream");
      EventSource.Event first = stream.upTo("stream_content").getLast();
      assertThat(first.data().getString("content")).isEqualTo("Hel");
      assertThat(first.id()).isEqualTo("1");
      seen = first.id();
    }
    middle.open();
    try (EventSource stream = EventSource.open(server.port(), path + "?token=" + ada, null, seen)) {
      List<EventSource.Event> rest = stream.rest();
      assertThat(text(rest)).isEqualTo("lo.");
      assertThat(rest).extracting(EventSource.Event::type).contains("stream_complete");
      seen = rest.getLast().id();
    }
    try (EventSource stream = EventSource.open(server.port(), path, ada, seen)) {
      assertThat(stream.status()).isEqualTo(204);
    }
    try (EventSource stream = EventSource.open(server.port(), path, ada, null)) {
      assertThat(text(stream.rest())).isEqualTo("Hello.");
    }
    problem(get(path, token("Eve")), 404, "NOT_FOUND");
    problem(get(path, null), 401, "AUTH_REQUIRED");
  }

  @Test
  void tellsAConversationAsASocketHearsIt() {
    provider.next(Script.answer("Hel", "lo."));
    JsonObject ada = Http.guest(server.port(), "Ada");
    String token = ada.getString("access_token");
    long id = conversation(token);
    String path = BASE + "/" + id + "/events";
    try (ChatClient socket = ChatClient.login(vertx, server.port(), token);
        EventSource stream = EventSource.open(server.port(), path, token, null)) {
      socket.call("join_conversation", new JsonObject().put("conversation_id", id));
      EventSource.Event joined = stream.next();
      assertThat(joined.type()).isEqualTo("ack");
      assertThat(joined.id()).isEqualTo("0");
      post(BASE + "/" + id + "/messages", token, json("content", "Hi"));
      List<EventSource.Event> told = stream.upTo("message_metrics");
      socket.next("message_metrics");
      List<JsonObject> heard = heard(socket.received());
      assertThat(heard(told.stream().map(EventSource.Event::frame).toList()))
          .containsExactlyElementsOf(heard);
      assertThat(told)
          .filteredOn(e -> e.type().equals("stream_content"))
          .allMatch(e -> e.id() == null);

      try (EventSource later = EventSource.open(server.port(), path, token, "1")) {
        assertThat(later.next().type()).isEqualTo("resumed");
        assertThat(later.upTo("message_metrics").getFirst().type()).isEqualTo("stream_start");
      }
      send("DELETE", BASE + "/" + id, token, null);
      assertThat(stream.rest().getLast().type()).isEqualTo("conversation_deleted");
    }
  }

  @Test
  void aLogoutEndsStreams() {
    String ada = token("Ada");
    String path = BASE + "/" + conversation(ada) + "/events";
    try (EventSource stream = EventSource.open(server.port(), path, ada, null)) {
      stream.next();
      assertThat(send("POST", "/api/v1/auth/logout", ada, null).status()).isEqualTo(204);
      assertThat(stream.rest()).allMatch(event -> event.type().equals("presence"));
    }
  }

  /** What everybody who has joined is told, of one conversation. */
  private static List<JsonObject> heard(List<JsonObject> frames) {
    return frames.stream()
        .filter(
            frame ->
                List.of(
                        "message_received",
                        "stream_start",
                        "stream_content",
                        "stream_complete",
                        "message_metrics")
                    .contains(frame.getString("type")))
        .toList();
  }

  private static String text(List<EventSource.Event> events) {
    StringBuilder text = new StringBuilder();
    events.stream()
        .filter(event -> event.type().equals("stream_content"))
        .forEach(event -> text.append(event.data().getString("content")));
    return text.toString();
  }

  private static void ended(long generation, String token) {
    String path = "/api/v1/generations/" + generation + "/stream";
    try (EventSource stream = EventSource.open(server.port(), path, token, null)) {
      stream.rest();
    }
  }

  private static List<String> titles(Answer page) {
    return page.body().getJsonArray("conversations").stream()
        .map(one -> ((JsonObject) one).getString("title"))
        .toList();
  }

  private static List<String> contents(JsonArray messages) {
    return messages.stream().map(one -> ((JsonObject) one).getString("content")).toList();
  }

  private static JsonObject problem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.type()).isEqualTo("application/problem+json");
    assertThat(answer.body().getString("code")).isEqualTo(code);
    return answer.body();
  }

  private static String token(String name) {
    return Http.guest(server.port(), name).getString("access_token");
  }

  private static long conversation(String token) {
    return post(BASE, token, new JsonObject()).body().getLong("id");
  }

  private static JsonObject json(String... fields) {
    JsonObject json = new JsonObject();
    for (int i = 0; i < fields.length; i += 2) {
      json.put(fields[i], fields[i + 1]);
    }
    return json;
  }

  private static Answer get(String path, String token) {
    return Http.get(server.port(), path, token);
  }

  private static Answer post(String path, String token, JsonObject body) {
    return Http.post(server.port(), path, token, body);
  }

  private static Answer send(String method, String path, String token, JsonObject body) {
    return Http.send(method, server.port(), path, token, body);
  }
}
