package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A moderator on the bus looks at everything that people write. */
class ModerationIT {
  private static final String ADDRESS = "parley.moderator.test";

  private static ScriptedProvider provider;
  private static TestServer server;
  private static Vertx vertx;

  private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
  private MessageConsumer<JsonObject> moderator;
  private String token;
  private ChatClient ada;
  private long conversation;

  @BeforeAll
  static void startServer() {
    provider = new ScriptedProvider();
    server =
        TestServer.start(
            Map.of(
                "OPENAI_BASE_URL",
                provider.baseUrl().toString(),
                "PARLEY_MODERATION_ADDRESS",
                ADDRESS,
                "PARLEY_MODERATION_TIMEOUT",
                "300ms"));
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopServer() {
    vertx.close().await();
    server.close();
    provider.close();
  }

  @BeforeEach
  void start() {
    moderator =
        server
            .vertx()
            .eventBus()
            .consumer(
                ADDRESS,
                message -> {
                  asked.add(message.body());
                  JsonObject verdict = verdict(message.body().getString("content"));
                  if (verdict != null) {
                    message.reply(verdict);
                  }
                });
    token = Http.guest(server.port(), "Ada").getString("access_token");
    ada = ChatClient.login(vertx, server.port(), token);
    conversation =
        ada.call("create_conversation", new JsonObject())
            .getJsonObject("conversation")
            .getLong("id");
    ada.call("join_conversation", new JsonObject().put("conversation_id", conversation));
  }

  @AfterEach
  void stop() {
    moderator.unregister().await();
    ada.close();
  }

  private static JsonObject verdict(String content) {
    if (content.contains("silence")) {
      return null;
    }
    if (content.contains("nonsense")) {
      return new JsonObject().put("verdict", 7);
    }
    if (content.contains("bad")) {
      return new JsonObject().put("verdict", "refuse").put("reason", "Not here");
    }
    return content.contains("secret")
        ? new JsonObject().put("verdict", "redact").put("content", content.replace("secret", "***"))
        : new JsonObject().put("verdict", "allow");
  }

  private JsonObject note(String content) {
    return new JsonObject()
        .put("conversation_id", conversation)
        .put("content", content)
        .put("message_type", "note");
  }

  private List<String> stored() {
    return ada
        .call("load_messages", new JsonObject().put("conversation_id", conversation))
        .getJsonArray("messages")
        .stream()
        .map(message -> ((JsonObject) message).getString("content"))
        .toList();
  }

  private Http.Answer post(String content) {
    return Http.post(
        server.port(),
        "/api/v1/conversations/" + conversation + "/messages",
        token,
        new JsonObject().put("content", content).put("respond", false));
  }

  @Test
  void allowsAndRedacts() {
    ada.call("send_message", note("A plain word"));
    ada.call("send_message", note("A secret word"));
    assertThat(stored()).containsExactly("A plain word", "A *** word");
    assertThat(ada.received("message_received").toString()).doesNotContain("secret");
    assertThat(asked.getFirst().getString("kind")).isEqualTo("note");
    assertThat(asked.getFirst().getLong("conversation_id")).isEqualTo(conversation);
  }

  @Test
  void refusesOnSocketsAndOverHttp() {
    JsonObject refusal = ada.refusal("send_message", note("A bad word"));
    assertThat(refusal.getString("code")).isEqualTo("CONTENT_REFUSED");
    assertThat(refusal.getString("message")).isEqualTo("Not here");
    Http.Answer answer = post("Another bad word");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().getString("code")).isEqualTo("CONTENT_REFUSED");
    assertThat(stored()).isEmpty();
    assertThat(ada.received("message_received")).isEmpty();
  }

  @Test
  void looksAtSlashCommands() {
    assertThat(
            ada.refusal("send_message", note("/analyze text=\"bad\"").put("message_type", "user"))
                .getString("code"))
        .isEqualTo("CONTENT_REFUSED");
    assertThat(post("/setcontext text=\"bad\"").status()).isEqualTo(422);
    ada.call("send_message", note("/setcontext text=\"a secret\"").put("message_type", "user"));
    assertThat(Http.get(server.port(), "/api/v1/context", token).body().getString("context"))
        .isEqualTo("a ***");
  }

  @Test
  void looksAtEdits() {
    long message =
        ada.call("send_message", note("Harmless").put("message_type", "user").put("respond", false))
            .getJsonObject("message")
            .getLong("id");
    JsonObject edit = new JsonObject().put("message_id", message);
    assertThat(ada.refusal("edit_message", edit.copy().put("content", "bad")).getString("code"))
        .isEqualTo("CONTENT_REFUSED");
    assertThat(
            ada.call("edit_message", edit.copy().put("content", "a secret"))
                .getJsonObject("message")
                .getString("content"))
        .isEqualTo("a ***");
    assertThat(asked.getLast().getLong("message_id")).isEqualTo(message);
    assertThat(stored()).doesNotContain("bad");
  }

  @Test
  void looksAtWhatProgramsAsk() {
    String key =
        Http.post(server.port(), "/api/v1/api-keys", token, new JsonObject().put("name", "p"))
            .body()
            .getString("key");
    assertThat(ask(key, "something bad").body().getJsonObject("error").getString("code"))
        .isEqualTo("content_filter");
    assertThat(ask(key, "a secret of a program").status()).isEqualTo(200);
    String told;
    do {
      told = provider.takeAsked().body().encode();
    } while (!told.contains("of a program"));
    assertThat(told).contains("a *** of a program");
  }

  private static Http.Answer ask(String key, String content) {
    JsonObject message = new JsonObject().put("role", "user").put("content", content);
    return Http.post(
        server.port(),
        "/v1/chat/completions",
        key,
        new JsonObject().put("messages", new JsonArray().add(message)));
  }

  @Test
  void whatIsNotLookedAtIsRefusedForNow() {
    for (String content : new String[] {"silence", "nonsense"}) {
      JsonObject refusal = ada.refusal("send_message", note(content));
      assertThat(refusal.getString("code")).isEqualTo("UNAVAILABLE");
      assertThat(refusal.getBoolean("retryable")).isTrue();
    }
    moderator.unregister().await();
    assertThat(ada.refusal("send_message", note("Nobody is there")).getString("code"))
        .isEqualTo("UNAVAILABLE");
    assertThat(stored()).isEmpty();
  }
}
