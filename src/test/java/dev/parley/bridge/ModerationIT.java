package dev.parley.bridge;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Person;
import dev.parley.testing.Stage;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A moderator on the bus looks at everything that people write. */
class ModerationIT {
  private static final String ADDRESS = "parley.moderator.test";

  @RegisterExtension
  static final Stage stage =
      Stage.with("PARLEY_MODERATION_ADDRESS", ADDRESS, "PARLEY_MODERATION_TIMEOUT", "3s");

  private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
  private MessageConsumer<JsonObject> moderator;
  private Person person;
  private ChatClient ada;
  private long conversation;

  @BeforeEach
  void start() {
    moderator =
        stage
            .server()
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
    person = stage.guest("Ada");
    ada = person.connect();
    conversation = ada.newConversation();
    ada.call("join_conversation", in(conversation));
  }

  @AfterEach
  void stop() {
    Await.result(moderator.unregister());
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
    return text(conversation, content).put("message_type", "note");
  }

  private List<String> stored() {
    return ada.messages(conversation).stream()
        .map(message -> ((JsonObject) message).getString("content"))
        .toList();
  }

  private Http.Answer post(String content) {
    return person.post(
        "/api/v1/conversations/" + conversation + "/messages",
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
    assertThat(person.get("/api/v1/context").body().getString("context")).isEqualTo("a ***");
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
    String key = person.newKey();
    assertThat(ask(key, "something bad").body().getJsonObject("error").getString("code"))
        .isEqualTo("content_filter");
    assertThat(ask(key, "a secret of a program").status()).isEqualTo(200);
    String told;
    do {
      told = stage.provider().takeAsked().body().encode();
    } while (!told.contains("of a program"));
    assertThat(told).contains("a *** of a program");
  }

  private static Http.Answer ask(String key, String content) {
    JsonObject message = new JsonObject().put("role", "user").put("content", content);
    return Http.post(
        stage.port(),
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
    Await.result(moderator.unregister());
    assertThat(ada.refusal("send_message", note("Nobody is there")).getString("code"))
        .isEqualTo("UNAVAILABLE");
    assertThat(stored()).isEmpty();
  }
}
