package dev.parley.api;

import static dev.parley.testing.CommandData.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.EventSource;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The native API over HTTP, on the whole server. */
class ConversationApiIT {
  private static final String BASE = "/api/v1/conversations";

  @RegisterExtension static final Stage stage = Stage.with();

  private final ScriptedProvider provider = stage.provider();

  @Test
  void conversationsComeChangeAndGo() {
    Person ada = stage.guest("Ada");
    Answer created = ada.post(BASE, json("title", "On engines", "context", "Be brief."));
    assertThat(created.status()).isEqualTo(201);
    String path = BASE + "/" + created.body().getLong("id");

    assertThat(ada.get(path).body()).isEqualTo(created.body());
    Answer changed =
        ada.send("PATCH", path, new JsonObject().put("title", "On looms").put("pinned", true));
    assertThat(changed.body().getString("title")).isEqualTo("On looms");
    assertThat(changed.body().getString("context")).isEqualTo("Be brief.");
    assertThat(changed.body().getBoolean("pinned")).isTrue();
    assertThat(ada.send("DELETE", path, null).status()).isEqualTo(204);
    problem(ada.get(path), 404, "NOT_FOUND");
  }

  @Test
  void listsBySearchAndByPage() {
    Person ada = stage.guest("Ada");
    for (String title : List.of("Red engine", "Blue ENGINE", "100% loom")) {
      ada.post(BASE, json("title", title));
    }
    assertThat(titles(ada.get(BASE + "?q=engine"))).containsExactly("Blue ENGINE", "Red engine");
    assertThat(titles(ada.get(BASE + "?q=%25"))).containsExactly("100% loom");
    Answer first = ada.get(BASE + "?limit=2");
    assertThat(titles(first)).containsExactly("100% loom", "Blue ENGINE");
    Answer second = ada.get(BASE + "?limit=2&cursor=" + first.body().getString("cursor"));
    assertThat(titles(second)).containsExactly("Red engine");
    assertThat(second.body().containsKey("cursor")).isFalse();
    assertThat(titles(ada.get(BASE + "?archived=true"))).isEmpty();
    problem(ada.get(BASE + "?limit=0"), 400, "INVALID_FIELD");
    problem(ada.get(BASE + "?archived=maybe"), 400, "INVALID_FIELD");
  }

  @Test
  void deletesAllOfABatchOrNone() {
    Person ada = stage.guest("Ada");
    long one = ada.newConversation();
    long two = ada.newConversation();
    long eves = stage.guest("Eve").newConversation();

    JsonObject mixed = new JsonObject().put("ids", new JsonArray().add(one).add(eves).add(two));
    JsonObject refused = problem(ada.post(BASE + "/batch-delete", mixed), 404, "NOT_FOUND");
    assertThat(refused.getString("detail")).endsWith(": " + eves);
    assertThat(ada.get(BASE + "/" + one).status()).isEqualTo(200);

    JsonObject mine = new JsonObject().put("ids", new JsonArray().add(two).add(one));
    Answer deleted = ada.post(BASE + "/batch-delete", mine);
    assertThat(deleted.body().getJsonArray("deleted"))
        .containsExactlyInAnyOrder((int) one, (int) two);
    assertThat(ada.get(BASE + "/" + one).status()).isEqualTo(404);
  }

  @Test
  void membersComeAndGo() {
    Person ada = stage.guest("Ada");
    Person ben = stage.guest("Ben");
    long benId = ben.id();
    String path = BASE + "/" + ada.newConversation();

    Answer shared = ada.post(path + "/members", new JsonObject().put("user", benId));
    assertThat(shared.body().getJsonArray("members")).hasSize(2);
    assertThat(ben.get(path).status()).isEqualTo(200);
    assertThat(ada.send("DELETE", path + "/members/" + benId, null).status()).isEqualTo(204);
    problem(ben.get(path), 404, "NOT_FOUND");
  }

  @Test
  void sendsOnceAndAnswers() {
    provider.next(Script.answer("Because ", "it may."));
    Person ada = stage.guest("Ada");
    String path = BASE + "/" + ada.newConversation() + "/messages";
    JsonObject question = json("content", "Why twice?");
    Answer sent =
        Http.send("POST", stage.port(), path, ada.token(), question, "Idempotency-Key", "k1");
    assertThat(sent.status()).isEqualTo(202);
    long generation = sent.body().getJsonObject("generation").getLong("id");
    Answer again =
        Http.send("POST", stage.port(), path, ada.token(), question, "Idempotency-Key", "k1");
    assertThat(again.body().getBoolean("duplicate")).isTrue();
    assertThat(again.body().getJsonObject("generation").getLong("id")).isEqualTo(generation);

    ended(generation, ada);
    JsonObject state = ada.get("/api/v1/generations/" + generation).body();
    assertThat(state.getJsonObject("generation").getString("state")).isEqualTo("completed");
    assertThat(state.getJsonObject("message").getString("content")).isEqualTo("Because it may.");
    JsonArray messages = ada.get(path).body().getJsonArray("messages");
    assertThat(messages).hasSize(2);
    assertThat(messages.getJsonObject(0).getString("client_message_id")).isEqualTo("k1");
    Answer last = ada.get(path + "?limit=1");
    assertThat(last.body().getJsonArray("messages").getJsonObject(0).getString("content"))
        .isEqualTo("Because it may.");
    assertThat(last.body().getBoolean("has_more")).isTrue();
  }

  @Test
  void answersAreWrittenAnewRatedAndQuestionsEdited() {
    Person ada = stage.guest("Ada");
    String path = BASE + "/" + ada.newConversation() + "/messages";
    Answer sent = ada.post(path, json("content", "First"));
    long question = sent.body().getJsonObject("message").getLong("id");
    long answer = sent.body().getJsonObject("generation").getLong("message_id");
    ended(sent.body().getJsonObject("generation").getLong("id"), ada);

    assertThat(
            ada.send("PUT", "/api/v1/messages/" + answer + "/feedback", json("rating", "up"))
                .status())
        .isEqualTo(204);
    JsonObject rated = ada.get(path.replace("messages", "feedback")).body();
    assertThat(rated.getInteger("up")).isEqualTo(1);
    assertThat(rated.getJsonArray("models").getJsonObject(0).getInteger("up")).isEqualTo(1);
    JsonObject all = ada.get("/api/v1/stats").body().getJsonObject("feedback");
    assertThat(all.getInteger("up")).isPositive();
    Answer anew = ada.send("POST", "/api/v1/messages/" + answer + "/regenerate", null);
    assertThat(anew.status()).isEqualTo(202);
    assertThat(anew.body().getBoolean("started")).isTrue();
    ended(anew.body().getJsonObject("generation").getLong("id"), ada);
    Answer edited = ada.send("PATCH", "/api/v1/messages/" + question, json("content", "Second"));
    assertThat(edited.status()).isEqualTo(202);
    ended(edited.body().getJsonObject("generation").getLong("id"), ada);

    JsonArray messages = ada.get(path).body().getJsonArray("messages");
    assertThat(messages).hasSize(5);
    assertThat(messages.getJsonObject(1).getString("feedback")).isEqualTo("up");
    problem(
        ada.send("PATCH", "/api/v1/messages/" + answer, json("content", "x")),
        400,
        "INVALID_FIELD");
  }

  @Test
  void keepsTheContextThatTheCommandsKnow() {
    Person ada = stage.guest("Ada");
    String path = "/api/v1/context";
    assertThat(ada.get(path).body()).isEqualTo(json("context", ""));
    assertThat(ada.send("PUT", path, json("context", "I am a weaver.")).status()).isEqualTo(204);
    try (ChatClient client = ada.connect()) {
      long id = ada.newConversation();
      client.say(id, "/getcontext");
      JsonObject answer = client.nextData("command_response");
      assertThat(answer.getJsonObject("result").getString("context")).isEqualTo("I am a weaver.");
    }
    assertThat(ada.send("DELETE", path, null).status()).isEqualTo(204);
    assertThat(ada.get(path).body()).isEqualTo(json("context", ""));
    problem(ada.send("PUT", path, json("context", "x".repeat(16_001))), 400, "INVALID_FIELD");
    problem(ada.send("PUT", path, new JsonObject()), 400, "INVALID_FIELD");
    problem(Http.get(stage.port(), path, null), 401, "AUTH_REQUIRED");
  }

  @Test
  void stopsAnAnswer() {
    provider.next(Script.stream().text("Endless ").gate(new Gate()));
    Person ada = stage.guest("Ada");
    JsonObject generation =
        ada.post(BASE + "/" + ada.newConversation() + "/messages", json("content", "Talk"))
            .body()
            .getJsonObject("generation");
    String path = "/api/v1/generations/" + generation.getLong("id");
    try (EventSource stream = ada.listen(path + "/stream", null)) {
      stream.upTo("stream_content");
      Answer stopping = ada.send("POST", path + "/stop", null);
      assertThat(stopping.status()).isEqualTo(202);
      assertThat(stopping.body().getJsonArray("stopped")).hasSize(1);
      stream.upTo("stream_stopped");
    }
    assertThat(ada.get(path).body().getJsonObject("message").getString("content"))
        .isEqualTo("Endless ");
  }

  @Test
  void exportsWhatCanBeImported() {
    Person ada = stage.guest("Ada");
    long id = ada.newConversation();
    for (int i = 0; i < 120; i++) {
      ada.post(
          BASE + "/" + id + "/messages",
          new JsonObject().put("content", "note " + i).put("message_type", "note"));
    }
    Answer exported = ada.get(BASE + "/" + id + "/export");
    assertThat(exported.type()).isEqualTo("application/json");
    assertThat(exported.body().getJsonArray("messages")).hasSize(120);
    Person ben = stage.guest("Ben");
    Answer imported = ben.post(BASE + "/import", exported.body());
    assertThat(imported.status()).as(imported.text()).isEqualTo(201);
    long copy = imported.body().getLong("id");
    JsonArray messages = ben.get(BASE + "/" + copy + "/export").body().getJsonArray("messages");
    assertThat(contents(messages)).isEqualTo(contents(exported.body().getJsonArray("messages")));
    assertThat(messages.getJsonObject(119).getLong("parent_id"))
        .isEqualTo(messages.getJsonObject(118).getLong("id"));
    assertThat(imported.body().getLong("leaf_id"))
        .isEqualTo(messages.getJsonObject(119).getLong("id"));

    Answer markdown = ada.get(BASE + "/" + id + "/export?format=markdown");
    assertThat(markdown.text()).startsWith("# note 0\n\n## Ada, 2").contains("\n\nnote 119\n");
    JsonObject broken =
        exported.body().copy().put("messages", new JsonArray().add(json("content", "untyped")));
    assertThat(
            problem(ben.post(BASE + "/import", broken), 400, "INVALID_FIELD").getString("detail"))
        .isEqualTo("messages[0].message_type is required");
    problem(ben.get(BASE + "/" + id + "/export"), 404, "NOT_FOUND");
  }

  @Test
  void forksThePathUpToAMessage() {
    provider.next(Script.answer("one")).next(Script.answer("two"));
    Person ada = stage.guest("Ada");
    String path = BASE + "/" + ada.newConversation();
    JsonObject first = ada.post(path + "/messages", json("content", "1")).body();
    ended(first.getJsonObject("generation").getLong("id"), ada);
    JsonObject second = ada.post(path + "/messages", json("content", "2")).body();
    ended(second.getJsonObject("generation").getLong("id"), ada);

    long answer = first.getJsonObject("generation").getLong("message_id");
    Answer fork = ada.post(path + "/fork", new JsonObject().put("message_id", answer));
    assertThat(fork.status()).isEqualTo(201);
    JsonArray copied =
        ada.get(BASE + "/" + fork.body().getLong("id") + "/messages")
            .body()
            .getJsonArray("messages");
    assertThat(contents(copied)).containsExactly("1", "one");
    assertThat(copied.getJsonObject(1).getLong("parent_id"))
        .isEqualTo(copied.getJsonObject(0).getLong("id"));
    assertThat(fork.body().getLong("leaf_id")).isEqualTo(copied.getJsonObject(1).getLong("id"));
    problem(
        stage.guest("Eve").post(path + "/fork", new JsonObject().put("message_id", answer)),
        404,
        "NOT_FOUND");
  }

  @Test
  void tellsAnAnswerAndItsEndOnce() {
    Gate middle = new Gate();
    provider.next(Script.stream().text("Hel").gate(middle).text("lo.").finish("stop").done().end());
    Person ada = stage.guest("Ada");
    JsonObject generation =
        ada.post(BASE + "/" + ada.newConversation() + "/messages", json("content", "Hi"))
            .body()
            .getJsonObject("generation");
    String path = "/api/v1/generations/" + generation.getLong("id") + "/stream";
    String seen;
    try (EventSource stream = ada.listen(path, null)) {
      assertThat(stream.type()).isEqualTo("text/event-stream");
      EventSource.Event first = stream.upTo("stream_content").getLast();
      assertThat(first.data().getString("content")).isEqualTo("Hel");
      assertThat(first.id()).isEqualTo("1");
      seen = first.id();
    }
    middle.open();
    try (EventSource stream =
        EventSource.open(stage.port(), path + "?token=" + ada.token(), null, seen)) {
      List<EventSource.Event> rest = stream.rest();
      assertThat(text(rest)).isEqualTo("lo.");
      assertThat(rest).extracting(EventSource.Event::type).contains("stream_complete");
      seen = rest.getLast().id();
    }
    try (EventSource stream = ada.listen(path, seen)) {
      assertThat(stream.status()).isEqualTo(204);
    }
    try (EventSource stream = ada.listen(path, null)) {
      assertThat(text(stream.rest())).isEqualTo("Hello.");
    }
    problem(stage.guest("Eve").get(path), 404, "NOT_FOUND");
    problem(Http.get(stage.port(), path, null), 401, "AUTH_REQUIRED");
  }

  @Test
  void tellsAConversationAsASocketHearsIt() {
    provider.next(Script.answer("Hel", "lo."));
    Person ada = stage.guest("Ada");
    long id = ada.newConversation();
    String path = BASE + "/" + id + "/events";
    try (ChatClient socket = ada.connect();
        EventSource stream = ada.listen(path, null)) {
      socket.call("join_conversation", in(id));
      EventSource.Event joined = stream.next();
      assertThat(joined.type()).isEqualTo("ack");
      assertThat(joined.id()).isEqualTo("0");
      ada.post(BASE + "/" + id + "/messages", json("content", "Hi"));
      List<EventSource.Event> told = stream.upTo("message_metrics");
      socket.next("message_metrics");
      List<JsonObject> heard = heard(socket.received());
      assertThat(heard(told.stream().map(EventSource.Event::frame).toList()))
          .containsExactlyElementsOf(heard);
      assertThat(told)
          .filteredOn(e -> e.type().equals("stream_content"))
          .allMatch(e -> e.id() == null);

      try (EventSource later = ada.listen(path, "1")) {
        assertThat(later.next().type()).isEqualTo("resumed");
        assertThat(later.upTo("message_metrics").getFirst().type()).isEqualTo("stream_start");
      }
      ada.send("DELETE", BASE + "/" + id, null);
      assertThat(stream.rest().getLast().type()).isEqualTo("conversation_deleted");
    }
  }

  @Test
  void aLogoutEndsStreams() {
    Person ada = stage.guest("Ada");
    String path = BASE + "/" + ada.newConversation() + "/events";
    try (EventSource stream = ada.listen(path, null)) {
      stream.next();
      assertThat(ada.send("POST", "/api/v1/auth/logout", null).status()).isEqualTo(204);
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

  private static void ended(long generation, Person person) {
    String path = "/api/v1/generations/" + generation + "/stream";
    try (EventSource stream = person.listen(path, null)) {
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

  private static JsonObject json(String... fields) {
    JsonObject json = new JsonObject();
    for (int i = 0; i < fields.length; i += 2) {
      json.put(fields[i], fields[i + 1]);
    }
    return json;
  }
}
