package dev.parley.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Pictures;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Taking single messages out, over HTTP and the socket. */
class MessageRemovalIT {
  private static final String BASE = "/api/v1/conversations/";

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
  void keepsItsPlaceWithoutItsText() {
    provider.next(Script.answer("A secret?")).next(Script.answer("Fine."));
    JsonObject guest = Http.guest(server.port(), "Ada");
    String token = guest.getString("access_token");
    try (ChatClient ada = ChatClient.login(vertx, server.port(), token)) {
      long conversation = conversation(ada);
      JsonObject sent = say(ada, conversation, "The code is 1234");
      ada.next("stream_complete");
      long question = sent.getJsonObject("message").getLong("id");

      assertThat(remove(question, token).status()).isEqualTo(204);
      JsonObject told = ada.next("message_deleted").getJsonObject("data");
      assertThat(told.getLong("message_id")).isEqualTo(question);
      assertThat(told.getLong("seq")).isPositive();
      assertThat(remove(question, token).status()).isEqualTo(204);
      ada.call("delete_message", new JsonObject().put("message_id", question));

      JsonArray page = messages(conversation, token);
      assertThat(page).hasSize(2);
      assertThat(page.getJsonObject(0).getString("status")).isEqualTo("deleted");
      assertThat(page.getJsonObject(0).getString("content")).isEmpty();
      assertThat(page.getJsonObject(1).getLong("parent_id")).isEqualTo(question);

      say(ada, conversation, "Go on");
      ada.next("stream_complete");
      assertThat(askedFor("Go on")).contains("A secret?").doesNotContain("1234");
      replays(conversation, told, token);
      assertThat(ada.received("message_deleted")).hasSize(1);
      exportsAndImports(conversation, token);
    }
  }

  /** Whoever was away is told of the removal, and not of the text. */
  private static void replays(long conversation, JsonObject told, String token) {
    try (ChatClient later = ChatClient.login(vertx, server.port(), token)) {
      later.call("resume", positions(conversation));
      assertThat(later.next("message_deleted").getJsonObject("data")).isEqualTo(told);
      assertThat(later.received("message_received").toString()).doesNotContain("1234");
    }
  }

  private static void exportsAndImports(long conversation, String token) {
    String export = BASE + conversation + "/export";
    assertThat(Http.get(server.port(), export + "?format=markdown", token).text())
        .contains("*Message removed*");
    JsonObject exported = Http.get(server.port(), export, token).body();
    Answer copy = Http.post(server.port(), BASE + "import", token, exported);
    assertThat(copy.status()).as(copy.text()).isEqualTo(201);
    JsonArray copied = messages(copy.body().getLong("id"), token);
    assertThat(copied).hasSize(4);
    assertThat(copied.getJsonObject(0).getString("status")).isEqualTo("deleted");
    JsonObject last = new JsonObject().put("message_id", copied.getJsonObject(3).getLong("id"));
    Answer fork = Http.post(server.port(), BASE + copy.body().getLong("id") + "/fork", token, last);
    assertThat(messages(fork.body().getLong("id"), token)).hasSize(4);
  }

  @Test
  void stopsTheAnswerToItAndRefusesWhatIsBeingWritten() {
    provider.next(Script.stream().text("Endless ").gate(new Gate()));
    String token = Http.guest(server.port(), "Ada").getString("access_token");
    try (ChatClient ada = ChatClient.login(vertx, server.port(), token)) {
      long conversation = conversation(ada);
      JsonObject sent = say(ada, conversation, "Talk");
      ada.next("stream_content");
      long question = sent.getJsonObject("message").getLong("id");
      long answer = sent.getJsonObject("generation").getLong("message_id");
      JsonObject refused =
          ada.refusal("delete_message", new JsonObject().put("message_id", answer));
      assertThat(refused.getString("code")).isEqualTo("CONFLICT");

      ada.call("delete_message", new JsonObject().put("message_id", question));
      ada.next("stream_stopped");
      for (String way : List.of("regenerate", "stream_response")) {
        JsonObject again =
            new JsonObject()
                .put("conversation_id", conversation)
                .put("message_id", way.equals("regenerate") ? answer : question);
        assertThat(ada.refusal(way, again).getString("code")).isEqualTo("NOT_FOUND");
      }
      assertThat(remove(answer, token).status()).isEqualTo(204);
      assertThat(messages(conversation, token).getJsonObject(1).getString("content")).isEmpty();
      provider.next(Script.answer("Still here."));
      say(ada, conversation, "After both");
      ada.next("stream_complete");
      ada.call(
          "send_message",
          new JsonObject().put("conversation_id", conversation).put("content", "/clear"));
      assertThat(messages(conversation, token)).isEmpty();
    }
  }

  @Test
  void takesPicturesThatNoOtherVersionShows() throws IOException, InterruptedException {
    String token = Http.guest(server.port(), "Ada").getString("access_token");
    try (ChatClient ada = ChatClient.login(vertx, server.port(), token)) {
      JsonObject attachment = upload(token);
      String url = attachment.getString("thumbnail_url");
      JsonObject message =
          new JsonObject()
              .put("conversation_id", conversation(ada))
              .put("content", "Look")
              .put("message_type", "note")
              .put("attachments", new JsonArray().add(attachment.getLong("id")));
      long first = ada.call("send_message", message).getJsonObject("message").getLong("id");
      JsonObject edit = new JsonObject().put("message_id", first).put("content", "Look here");
      long second = ada.call("edit_message", edit).getJsonObject("message").getLong("id");

      assertThat(remove(first, token).status()).isEqualTo(204);
      assertThat(Http.get(server.port(), url, token).status()).isEqualTo(200);
      assertThat(remove(second, token).status()).isEqualTo(204);
      assertThat(Http.get(server.port(), url, token).status()).isEqualTo(404);
    }
  }

  private static JsonObject upload(String token) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/v1/attachments");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "image/png")
              .POST(HttpRequest.BodyPublishers.ofByteArray(Pictures.noise(40, 30, 3)))
              .build();
      String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return new JsonObject(answer).getJsonObject("attachment");
    }
  }

  @Test
  void isForAuthorsAndOwnersOnly() {
    JsonObject ben = Http.guest(server.port(), "Ben");
    String bens = ben.getString("access_token");
    String adas = Http.guest(server.port(), "Ada").getString("access_token");
    String eves = Http.guest(server.port(), "Eve").getString("access_token");
    try (ChatClient ada = ChatClient.login(vertx, server.port(), adas)) {
      long conversation = conversation(ada);
      ada.call(
          "invite",
          new JsonObject()
              .put("conversation_id", conversation)
              .put("user", ben.getJsonObject("user").getLong("id")));
      long owners = note(conversation, adas);
      long members = note(conversation, bens);
      long another = note(conversation, bens);

      assertThat(remove(owners, bens).body().getString("code")).isEqualTo("FORBIDDEN");
      assertThat(remove(members, eves).body().getString("code")).isEqualTo("NOT_FOUND");
      assertThat(remove(members, bens).status()).isEqualTo(204);
      assertThat(remove(another, adas).status()).isEqualTo(204);
    }
  }

  private static long note(long conversation, String token) {
    JsonObject note = new JsonObject().put("content", "A note").put("message_type", "note");
    return Http.post(server.port(), BASE + conversation + "/messages", token, note)
        .body()
        .getJsonObject("message")
        .getLong("id");
  }

  private static Answer remove(long message, String token) {
    return Http.send("DELETE", server.port(), "/api/v1/messages/" + message, token, null);
  }

  private static JsonArray messages(long conversation, String token) {
    return Http.get(server.port(), BASE + conversation + "/messages", token)
        .body()
        .getJsonArray("messages");
  }

  /** What the model got with that text; what others asked before is passed over. */
  private static String askedFor(String text) {
    String asked = provider.takeAsked().body().encode();
    while (!asked.contains(text)) {
      asked = provider.takeAsked().body().encode();
    }
    return asked;
  }

  private static JsonObject positions(long conversation) {
    JsonObject from = new JsonObject().put(Long.toString(conversation), 0);
    return new JsonObject().put("conversations", from);
  }

  private static long conversation(ChatClient client) {
    return client
        .call("create_conversation", new JsonObject())
        .getJsonObject("conversation")
        .getLong("id");
  }

  private static JsonObject say(ChatClient client, long conversation, String text) {
    return client.call(
        "send_message", new JsonObject().put("conversation_id", conversation).put("content", text));
  }
}
