package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers that were cut off are gone on with, from where they end. */
class ContinueIT {
  private static final Vertx VERTX = Vertx.vertx();
  private static ScriptedProvider provider;
  private static TestServer server;
  private static String token;
  private static ChatClient ada;

  @BeforeAll
  static void start() {
    provider = new ScriptedProvider();
    server = TestServer.start(Map.of("OPENAI_BASE_URL", provider.baseUrl().toString()));
    token = Http.guest(server.port(), "Ada").getString("access_token");
    ada = ChatClient.login(VERTX, server.port(), token);
  }

  @AfterAll
  static void stop() {
    ada.close();
    server.close();
    provider.close();
    VERTX.close().await();
  }

  private static long conversation() {
    return ada.call("create_conversation", new JsonObject())
        .getJsonObject("conversation")
        .getLong("id");
  }

  /** The id of an answer that ended in its middle. */
  private static long cutOff(long conversation) {
    provider.next(Script.stream().text("One, two, thr").breakOff());
    ada.call(
        "send_message",
        new JsonObject().put("conversation_id", conversation).put("content", "Count to five"));
    provider.takeAsked();
    return ada.next("stream_failed").getJsonObject("data").getLong("message_id");
  }

  private static JsonObject goOn(long conversation, long message) {
    return ada.call(
        "stream_response",
        new JsonObject().put("conversation_id", conversation).put("message_id", message));
  }

  @Test
  void theRestFollowsWhatIsThere() {
    long conversation = conversation();
    long cut = cutOff(conversation);

    provider.next(Script.answer("ee, four, ", "five."));
    JsonObject begun = goOn(conversation, cut);
    assertThat(begun.getBoolean("started")).isTrue();
    assertThat(begun.getJsonObject("generation").getLong("parent_id")).isEqualTo(cut);
    JsonArray asked = provider.takeAsked().body().getJsonArray("messages");
    assertThat(asked.getJsonObject(asked.size() - 3).getString("content"))
        .isEqualTo("Count to five");
    assertThat(asked.getJsonObject(asked.size() - 2))
        .isEqualTo(new JsonObject().put("role", "assistant").put("content", "One, two, thr"));
    assertThat(asked.getJsonObject(asked.size() - 1).getString("content")).contains("cut off");
    assertThat(asked.getJsonObject(asked.size() - 1).getString("role")).isEqualTo("user");
    JsonObject rest = ada.next("stream_complete").getJsonObject("data").getJsonObject("message");
    assertThat(rest.getString("content")).isEqualTo("ee, four, five.");
    assertThat(rest.getLong("parent_id")).isEqualTo(cut);

    // Asking again does not write it twice, and what is whole cannot be gone on with.
    assertThat(goOn(conversation, cut).getBoolean("started")).isFalse();
    JsonObject refused =
        ada.refusal(
            "stream_response",
            new JsonObject()
                .put("conversation_id", conversation)
                .put("message_id", rest.getLong("id")));
    assertThat(refused.getString("code")).isEqualTo("INVALID_FIELD");
  }

  @Test
  void overHttpToo() {
    long cut = cutOff(conversation());
    provider.next(Script.answer("ee."));
    Answer answer =
        Http.post(
            server.port(),
            "/api/v1/messages/" + cut + "/regenerate",
            token,
            new JsonObject().put("continue", true));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(answer.body().getJsonObject("generation").getLong("parent_id")).isEqualTo(cut);
    assertThat(provider.takeAsked().body().encode()).contains("One, two, thr", "cut off");
    ada.next("stream_complete");
  }

  @Test
  void anAnswerToNothingCannotBeWrittenAnew() {
    JsonObject greeting = new JsonObject().put("message_type", "assistant").put("content", "Hi");
    JsonObject file =
        new JsonObject()
            .put("conversation", new JsonObject().put("title", "Greeted"))
            .put("messages", new JsonArray().add(greeting));
    long imported =
        Http.post(server.port(), "/api/v1/conversations/import", token, file)
            .body()
            .getLong("leaf_id");
    JsonObject refused = ada.refusal("regenerate", new JsonObject().put("message_id", imported));
    assertThat(refused.getString("code")).isEqualTo("INVALID_FIELD");
  }
}
