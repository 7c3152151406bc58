package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code POST /generate} answers when the provider does not. */
class GenerateFaultsIT {
  @RegisterExtension
  static final Stage stage =
      Stage.with(
          "PARLEY_AI_FIRST_TOKEN_TIMEOUT", "3s",
          "PARLEY_AI_IDLE_TIMEOUT", "3s",
          "PARLEY_AI_RETRIES", "0");

  private final ScriptedProvider provider = stage.provider();
  private final String ada = "ada-" + UUID.randomUUID();

  @Test
  void aProviderThatSaysNothingIsATimeout() {
    provider.next(Script.silence());
    Answer answer = generate(new JsonObject().put("message", "Hello").put("chat_id", "hangs"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(504);
    assertThat(answer.body().getString("code")).isEqualTo("PROVIDER_TIMEOUT");
    assertThat(answer.body().getString("detail")).isNotBlank();
    provider.takeAsked();

    // The chat goes on.
    JsonObject again = new JsonObject().put("message", "Hello?").put("chat_id", "hangs");
    assertThat(generate(again).body().getString("response")).isEqualTo("Hello from the script");
    provider.takeAsked();
    JsonArray log = chat("hangs").getJsonArray("messages");
    assertThat(log.encode()).contains("Hello?", "Hello from the script");
  }

  @Test
  void oneThatFallsSilentLeavesWhatItSaid() {
    provider.next(Script.stream().text("half an "));
    Answer answer = generate(new JsonObject().put("message", "Hello").put("chat_id", "half"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.body().getString("response")).isEqualTo("half an ");
    assertThat(answer.body().getString("status")).isEqualTo("failed");
    provider.takeAsked();
  }

  @Test
  void aStreamEndsWithTheErrorToo() {
    provider.next(Script.silence());
    Answer answer = generate(new JsonObject().put("message", "Hello").put("stream", true));
    assertThat(answer.type()).startsWith("text/event-stream");
    assertThat(answer.text()).contains("PROVIDER_TIMEOUT").contains("\"partial\":false");
    provider.takeAsked();
  }

  private Answer generate(JsonObject ask) {
    return Http.post(stage.port(), "/generate?client_id=" + ada, null, ask);
  }

  private JsonObject chat(String name) {
    return Http.get(stage.port(), "/chat/" + name + "?client_id=" + ada, null).body();
  }
}
