package dev.parley;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that wait for a place, and models that nobody offers, on the whole server. */
class QueuedIT {
  private final Vertx vertx = Vertx.vertx();
  private final ScriptedProvider provider = new ScriptedProvider();
  private TestServer server;
  private ChatClient ada;

  private void start(String setting, String value) {
    server =
        TestServer.start(Map.of("OPENAI_BASE_URL", provider.baseUrl().toString(), setting, value));
    ada = Person.guest(vertx, server.port(), "Ada").connect();
  }

  @AfterEach
  void stop() {
    ada.close();
    server.close();
    provider.close();
    vertx.close().await();
  }

  private void queued(long generation, int place) {
    ada.nextData(
        "queued",
        data -> data.getLong("generation_id") == generation && data.getInteger("place") == place);
  }

  private long ask() {
    return ada.say(ada.newConversation(), "Hello").getJsonObject("generation").getLong("id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PARLEY_AI_MAX_CONCURRENT", "PARLEY_AI_OPENAI_MAX_CONCURRENT"})
  void whoWaitsIsToldWhereItStands(String bound) {
    start(bound, "1");
    Gate gate = new Gate();
    provider.next(Script.stream().gate(gate).text("First").finish("stop").done().end());
    ask();
    provider.takeAsked();
    long second = ask();
    queued(second, 1);
    long third = ask();
    queued(third, 2);
    gate.open();
    queued(third, 0);
    ada.next("stream_complete");
    assertThat(ada.received("queued"))
        .anyMatch(data -> data.getLong("generation_id") == second && data.getInteger("place") == 0);
  }

  @Test
  void aModelThatNobodyOffersIsRefusedBeforeAnythingIsStored() {
    start("PARLEY_AI_PROVIDERS", "openai,demo");
    long id = ada.newConversation();
    JsonObject refusal =
        ada.refusal("send_message", text(id, "Hello").put("model", "no-such-model"));
    assertThat(refusal.getString("code")).isEqualTo("INVALID_FIELD");
    assertThat(refusal.getString("message")).startsWith("model ").contains("no-such-model");
    assertThat(ada.messages(id)).isEmpty();
    long messageId =
        ada.call("send_message", text(id, "Hello").put("respond", false))
            .getJsonObject("message")
            .getLong("id");
    JsonObject again = new JsonObject().put("message_id", messageId).put("model", "no-such-model");
    assertThat(ada.refusal("regenerate", again).getString("message")).startsWith("model ");
    assertThat(
            ada.refusal(
                    "stream_response",
                    in(id).put("message_id", messageId).put("assistant_id", "no-such-model"))
                .getString("message"))
        .startsWith("assistant_id ");
    JsonObject changed = in(id).put("model", "no-such-model");
    assertThat(ada.refusal("update_conversation", changed).getString("code"))
        .isEqualTo("INVALID_FIELD");
    ada.call("send_message", text(id, "Hello").put("model", "demo"));
    ada.call("send_message", text(id, "Hello").put("model", "openai/of-its-own"));
  }
}
