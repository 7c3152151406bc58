package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Conversations;
import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.PlainHttp;
import dev.parley.testing.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose data clients of systems 1 to 3 reach, and what they are told when it is not theirs. */
class LegacyApiIT {
  private static TestServer server;

  private final String ada = "ada-" + UUID.randomUUID();
  private final String ben = "ben-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void chatsAreReachedByTheirUserAndByTheirUnguessableIdAlone() {
    String chat = chat(ada);

    assertThat(get("/api/chats/" + chat).status()).isEqualTo(200);
    assertThat(get("/api/chats/" + chat + "?user_id=" + ada).status()).isEqualTo(200);
    assertThat(get("/api/chats/" + chat + "?user_id=" + ben).status()).isEqualTo(404);
    String guessed = chat.substring(0, chat.indexOf('-') + 1) + "0".repeat(32);
    assertThat(get("/api/chats/" + guessed).status()).isEqualTo(404);
    assertThat(new JsonArray(get("/api/users/" + ada + "/chats").text())).hasSize(1);
  }

  @Test
  void severalChatsAreDeletedAllOrNone() {
    String own = chat(ada);
    String other = chat(ben);

    Answer refused = delete(own, other);
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.body().getString("detail")).contains(other).doesNotContain(own);
    assertThat(get("/api/chats/" + own).status()).isEqualTo(200);

    assertThat(delete(own).status()).isEqualTo(200);
    assertThat(get("/api/chats/" + own).status()).isEqualTo(404);
  }

  @Test
  void allEmptyChatsGoHoweverMany() {
    for (int i = 0; i <= Conversations.MAX_BATCH; i++) {
      chat(ada);
    }
    String chats = "/api/users/" + ada + "/chats";
    Answer gone = Http.send("DELETE", server.port(), chats + "/empty", null, null);
    assertThat(gone.body().getInteger("deleted")).isEqualTo(Conversations.MAX_BATCH + 1);
    assertThat(new JsonArray(get(chats).text())).isEmpty();
  }

  @Test
  void aChatOfAnAccountNeedsItsToken() {
    JsonObject account =
        new JsonObject()
            .put("login", "u" + System.nanoTime())
            .put("password", "correct horse battery");
    String token =
        Http.post(server.port(), "/api/v1/auth/register", null, account)
            .body()
            .getString("access_token");
    String chat =
        Http.post(server.port(), "/api/chats", token, new JsonObject()).body().getString("id");

    assertThat(get("/api/chats/" + chat).status()).isEqualTo(404);
    assertThat(Http.get(server.port(), "/api/chats/" + chat, token).status()).isEqualTo(200);
  }

  @Test
  void aMessageIsAnsweredAsAWholeOrInPieces() {
    JsonObject ask = new JsonObject().put("message", "Hello").put("chat_id", "talk");
    Answer whole = Http.post(server.port(), "/generate?user_id=" + ada, null, ask);
    assertThat(whole.body().getString("chat_id")).isEqualTo("talk");
    assertThat(whole.body().getString("response")).isNotEmpty();

    Answer pieces =
        Http.post(server.port(), "/generate?user_id=" + ada, null, ask.put("stream", true));
    assertThat(pieces.type()).startsWith("text/event-stream");
    assertThat(pieces.text()).contains("\"partial\":true").contains("\"partial\":false");

    JsonObject chat = get("/chat/talk?user_id=" + ada).body();
    assertThat(chat.getJsonArray("messages")).hasSize(4);
    assertThat(get("/chat/talk?user_id=" + ben).status()).isEqualTo(404);
  }

  @Test
  void anAddressWithAStrayPercentSignIsRefusedInWords() {
    for (String path :
        List.of(
            "/sessions/%zz",
            "/api/chats/100%", "/chat/%", "/chats?user_id=%zz", "/sessions/" + ada + "?cursor=%")) {
      PlainHttp.Answer refused = PlainHttp.get(server.port(), path, "Host: localhost");
      assertThat(refused.status()).as(path).isEqualTo(400);
      assertThat(refused.json().getString("code")).as(path).isEqualTo("INVALID_FIELD");
    }
  }

  @Test
  void oneSessionIsDeletedByItsName() {
    for (String name : new String[] {"first", "second"}) {
      JsonObject ask = new JsonObject().put("message", "Hello").put("chat_id", name);
      Http.post(server.port(), "/generate?client_id=" + ada, null, ask);
    }
    String path = "/sessions/" + ada;
    Answer gone = Http.send("DELETE", server.port(), path + "?session_id=first", null, null);

    assertThat(gone.body().getInteger("deleted")).isEqualTo(1);
    JsonArray left = get(path).body().getJsonArray("sessions");
    assertThat(left).hasSize(1);
    assertThat(left.getJsonObject(0).getString("session_id")).isEqualTo("second");
    assertThat(left.getJsonObject(0).getJsonArray("messages")).hasSize(2);
  }

  @Test
  void aRefusedBatchNamesTheChatsThatHinder() {
    JsonObject owner = Http.guest(server.port(), "Owner");
    JsonObject member = Http.guest(server.port(), "Member");
    String token = member.getString("access_token");
    JsonObject made =
        Http.post(
                server.port(),
                "/api/v1/conversations",
                owner.getString("access_token"),
                new JsonObject().put("title", "Shared"))
            .body();
    String shared = String.valueOf(made.getLong("id"));
    Http.post(
        server.port(),
        "/api/v1/conversations/" + shared + "/members",
        owner.getString("access_token"),
        new JsonObject().put("user", member.getJsonObject("user").getLong("id")));
    String own =
        Http.post(server.port(), "/api/chats", token, new JsonObject()).body().getString("id");

    JsonObject both = new JsonObject().put("chat_ids", new JsonArray().add(own).add(shared));
    Answer forbidden = Http.post(server.port(), "/api/chats/batch-delete", token, both);
    assertThat(forbidden.status()).isEqualTo(403);
    assertThat(forbidden.body().getString("detail")).isEqualTo("Not yours to delete: " + shared);

    both.getJsonArray("chat_ids").add("unheard of");
    Answer unknown = Http.post(server.port(), "/api/chats/batch-delete", token, both);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body().getString("detail"))
        .isEqualTo("There are no such chats: unheard of. Not yours to delete: " + shared);
    assertThat(Http.get(server.port(), "/api/chats/" + own, token).status()).isEqualTo(200);
  }

  @Test
  void sessionsComeInPagesAndGoAllTogether() {
    List<String> chats = List.of(chat(ada), chat(ada), chat(ada));
    String path = "/sessions/" + ada;
    assertThat(names(get(path))).containsExactlyElementsOf(chats.reversed());
    assertThat(get(path).body().getString("cursor")).isNull();

    Answer first = get(path + "?limit=2");
    assertThat(names(first)).containsExactly(chats.get(2), chats.get(1));
    String cursor = first.body().getString("cursor");
    Answer last = get(path + "?limit=2&cursor=" + cursor);
    assertThat(names(last)).containsExactly(chats.get(0));
    assertThat(last.body().getString("cursor")).isNull();
    assertThat(get(path + "?limit=51").status()).isEqualTo(400);
    assertThat(get(path + "?cursor=nonsense").status()).isEqualTo(400);

    assertThat(Http.send("DELETE", server.port(), path, null, null).body().getInteger("deleted"))
        .isEqualTo(3);
    assertThat(names(get(path))).isEmpty();
  }

  @Test
  void aPageOfSessionsEndsWithSoMuchText() {
    String token = Http.guest(server.port(), "Long").getString("access_token");
    long me = Http.get(server.port(), "/api/v1/auth/me", token).body().getLong("id");
    JsonArray messages = new JsonArray();
    for (int i = 0; i < 16; i++) {
      messages.add(
          new JsonObject().put("message_type", "user").put("content", "x".repeat(16 * 1024)));
    }
    JsonObject whole =
        new JsonObject().put("conversation", new JsonObject()).put("messages", messages);
    for (int i = 0; i < 9; i++) {
      Answer made = Http.post(server.port(), "/api/v1/conversations/import", token, whole);
      assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    Answer first = Http.get(server.port(), "/sessions/" + me, token);
    assertThat(names(first)).hasSize(8);
    Answer second =
        Http.get(
            server.port(),
            "/sessions/" + me + "?cursor=" + first.body().getString("cursor"),
            token);
    assertThat(names(second)).hasSize(1).doesNotContainAnyElementsOf(names(first));
    assertThat(second.body().getString("cursor")).isNull();
  }

  @Test
  void feedbackIsAmongTheFigures() {
    Answer asked =
        Http.post(
            server.port(), "/generate?user_id=" + ada, null, new JsonObject().put("message", "Hi"));
    assertThat(asked.status()).isEqualTo(200);
    JsonObject figures = get("/stats?user_id=" + ada).body();
    assertThat(figures.getString("latency")).endsWith("ms");
    assertThat(figures.getJsonObject("feedback").getInteger("up")).isNotNegative();
  }

  private static List<String> names(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body().getJsonArray("sessions").stream()
        .map(session -> ((JsonObject) session).getString("session_id"))
        .toList();
  }

  private static String chat(String user) {
    JsonObject body = new JsonObject().put("user_id", user).put("title", "A story");
    return Http.post(server.port(), "/api/chats", null, body).body().getString("id");
  }

  private static Answer delete(String... chats) {
    JsonArray ids = new JsonArray();
    for (String chat : chats) {
      ids.add(chat);
    }
    JsonObject body = new JsonObject().put("chat_ids", ids);
    return Http.post(server.port(), "/api/chats/batch-delete", null, body);
  }

  private static Answer get(String path) {
    return Http.get(server.port(), path, null);
  }
}
