package dev.parley.ai.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.AiSettings;
import dev.parley.ai.provider.Heard;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.ai.provider.ProviderContract;
import dev.parley.chat.Usage;
import dev.parley.config.AiConfig;
import dev.parley.config.OpenAiConfig;
import dev.parley.testing.Await;
import dev.parley.testing.Gate;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiProviderTest extends ProviderContract {
  private final ScriptedProvider server = new ScriptedProvider();

  @Override
  protected Provider create() {
    return new OpenAiProvider(vertx, new AiSettings().openai(server.baseUrl()).build());
  }

  @Override
  protected String answersShortly(String question) {
    server.next(Script.answer("Hello", ", ", "world"));
    return "Hello, world";
  }

  @Override
  protected String asksForALongAnswer() {
    server.next(Script.stream().text("one ").text("two ").text("three ").gate(new Gate()));
    return "a long answer";
  }

  @Override
  protected String asksForAFailure() {
    server.next(Script.stream().text("Half of").breakOff());
    return "a failure";
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void asksAsChatCompletionsWantIt() {
    Heard heard = new Heard();
    Prompt prompt =
        new Prompt(
            "some-model",
            List.of(
                new Turn(Speaker.SYSTEM, "Be kind."),
                new Turn(Speaker.USER, "Hi \"you\" 👋"),
                new Turn(Speaker.ASSISTANT, "Hello"),
                new Turn(Speaker.USER, "Bye")));
    Await.on(context, () -> create().start(prompt, heard));

    ScriptedProvider.Asked asked = server.takeAsked();
    assertThat(asked.method()).isEqualTo("POST");
    assertThat(asked.uri()).isEqualTo("/v1/chat/completions");
    assertThat(asked.headers().get("Authorization")).isEqualTo("Bearer " + AiSettings.KEY);
    assertThat(asked.headers().get("Content-Type")).isEqualTo("application/json");
    assertThat(asked.body())
        .isEqualTo(
            new JsonObject()
                .put("model", "some-model")
                .put(
                    "messages",
                    new JsonArray()
                        .add(message("system", "Be kind."))
                        .add(message("user", "Hi \"you\" 👋"))
                        .add(message("assistant", "Hello"))
                        .add(message("user", "Bye")))
                .put("stream", true)
                .put("stream_options", new JsonObject().put("include_usage", true)));
    assertThat(Await.result(heard.end()).failure()).isNull();
  }

  private static JsonObject message(String role, String content) {
    return new JsonObject().put("role", role).put("content", content);
  }

  @Test
  void tellsEveryPieceAsItCameAndTheUsage() {
    server.next(Script.answer("a", "b", "b", "c"));
    Heard heard = new Heard();
    start("question", heard);

    Heard.End end = Await.result(heard.end());
    assertThat(heard.texts()).as("a repeated token is a token").containsExactly("a", "b", "b", "c");
    assertThat(end.usage()).isEqualTo(new Usage(10, 4, false));
  }

  @Test
  void anAnswerIsToldWhileItIsBeingWritten() {
    Gate gate = new Gate();
    server.next(Script.stream().text("early").gate(gate).text(" late").finish("stop").done().end());
    Heard heard = new Heard();
    start("question", heard);

    Await.result(heard.first());
    assertThat(heard.whole()).isEqualTo("early");
    gate.open();
    assertThat(Await.result(heard.end()).text()).isEqualTo("early late");
  }

  @Test
  void aConnectionIsUsedAgain() {
    Provider provider = Await.on(context, this::create);
    for (int i = 0; i < 3; i++) {
      Heard heard = new Heard();
      Await.on(context, () -> provider.start(prompt("again"), heard));
      Await.result(heard.end());
    }
    ScriptedProvider.Asked first = server.takeAsked();
    server.takeAsked();
    server.takeAsked();
    assertThat(first.gone().isComplete()).isFalse();
  }

  @Test
  void aCancelClosesTheConnection() {
    Gate gate = new Gate();
    server.next(Script.stream().text("some").gate(gate));
    Heard heard = new Heard();
    Provider.Call call = start("question", heard);
    ScriptedProvider.Asked asked = server.takeAsked();
    Await.result(heard.first());

    Await.run(context, call::cancel);
    Await.result(asked.gone());
  }

  @Test
  void theQueryAndThePathOfTheBaseUrlAreKept() {
    URI url = URI.create(server.baseUrl() + "/deployments/x/?api-version=1");
    AiConfig settings = new AiSettings().openai(new OpenAiConfig(url, null, null, true)).build();
    Heard heard = new Heard();
    Await.on(context, () -> new OpenAiProvider(vertx, settings).start(prompt("hi"), heard));

    ScriptedProvider.Asked asked = server.takeAsked();
    assertThat(asked.uri()).isEqualTo("/v1/deployments/x/chat/completions?api-version=1");
    assertThat(asked.headers().contains("Authorization")).isFalse();
    assertThat(Await.result(heard.end()).failure()).isNull();
  }

  @Test
  void theConfiguredModelsAreThereToChoose() {
    OpenAiConfig own = new OpenAiConfig(server.baseUrl(), null, "own", true);
    assertThat(models(new AiSettings().openai(own))).containsExactly("own");
    assertThat(models(new AiSettings().openai(own).model("general")))
        .containsExactly("general", "own");
    assertThat(models(new AiSettings().openai(server.baseUrl()))).hasSize(1);
  }

  private List<String> models(AiSettings settings) {
    return Await.on(context, () -> new OpenAiProvider(vertx, settings.build()).models());
  }
}
