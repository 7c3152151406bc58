package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.provider.Heard;
import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.ToolChoice;
import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.config.OpenAiConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.testing.Await;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The providers of a configuration together, against real servers. */
class RoutingTest {
  private static final ToolCall CLOCK = new ToolCall("a", "clock", "{}");
  private static final Prompt ROUND =
      new Prompt(
          "Tiny/Llama",
          List.of(
              new Turn(Speaker.USER, "Time?"),
              Turn.calling("Let me look", List.of(CLOCK)),
              Turn.result(CLOCK, "Noon")),
          List.of(new ToolSpec("clock", "The time", "{}")),
          new Options(null, null, null, List.of(), null, new ToolChoice.Required()));

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final ScriptedProvider face = new ScriptedProvider();
  private final ScriptedProvider openai = new ScriptedProvider();
  private final AiSettings settings =
      new AiSettings()
          .openai(openai.baseUrl())
          .huggingface(AiSettings.server(face.baseUrl().toString(), "hf_key", "Tiny/Llama"))
          .providers("huggingface");

  @AfterEach
  void close() {
    face.close();
    openai.close();
    Await.result(vertx.close());
  }

  private ModelRouter router() {
    return Await.on(context, () -> Routing.create(vertx, settings.build()));
  }

  private Heard.End ask(ModelRouter router, String model) {
    Heard heard = new Heard();
    Turn turn = new Turn(Speaker.USER, "a question");
    Await.on(context, () -> router.start(new Prompt(model, List.of(turn)), heard));
    Heard.End end = Await.result(heard.end());
    assertThat(heard.faults()).isEmpty();
    return end;
  }

  @Test
  void huggingFaceAnswersItself() {
    face.next(Script.answer("from the face"));
    assertThat(ask(router(), "Tiny/Llama").text()).isEqualTo("from the face");
    assertThat(openai.untaken()).isZero();
  }

  @Test
  void openAiAnswersWhenHuggingFaceFailsBeforeItsFirstText() {
    face.next(Script.error(503, "busy", "secret"));
    openai.next(Script.answer("from openai"));
    assertThat(ask(router(), "Tiny/Llama").text()).isEqualTo("from openai");

    face.next(Script.stream().text("Half").breakOff());
    Heard.End cut = ask(router(), "Tiny/Llama");
    assertThat(cut.text()).isEqualTo("Half");
    assertThat(cut.failure()).isNotNull();
  }

  @Test
  void openAiAnswersWhenHuggingFaceIsNotSetUp() {
    settings.huggingface(AiSettings.server("https://router.huggingface.co/v1", null, "Tiny/Llama"));
    openai.next(Script.answer("from openai"));
    ModelRouter router = router();
    assertThat(ask(router, "Tiny/Llama").text()).isEqualTo("from openai");
    assertThat(router.models()).containsExactly("Tiny/Llama");
    assertThat(router.offers().getFirst().target().provider().available()).isFalse();
  }

  @Test
  void aProviderThatFailsIsLeftAloneAndItsFallbackAnswers() {
    settings.providers("openai", "huggingface").breaker(1, Duration.ofHours(1));
    settings.model("gpt").fallback("Tiny/Llama");
    openai.next(Script.error(500, "broken", "secret"));
    ModelRouter router = router();
    assertThat(ask(router, "gpt").failure()).isNull();
    assertThat(ask(router, "gpt").failure()).isNull();
    openai.takeAsked();
    assertThat(openai.untaken()).as("asked once").isZero();
    assertThat(router.offers().getFirst().target().provider().available()).isFalse();
  }

  @Test
  void toolsReachAProviderThroughAllLayersAndCallsComeBack() {
    settings.retries(1);
    face.next(Script.error(503, "busy", "secret").header("Retry-After", "0"));
    face.next(
        Script.stream()
            .event(
                """
                {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","type":"function",\
                "function":{"name":"clock","arguments":"{}"}}]}}]}\
                """)
            .finish("tool_calls")
            .done()
            .end());
    ModelRouter router = router();
    assertThat(router.tools("Tiny/Llama")).isTrue();
    Heard heard = ask(router, ROUND);
    assertThat(heard.toolCalls()).containsExactly(CLOCK);
    face.takeAsked();
    assertThat(face.takeAsked().body().getJsonArray("tools")).hasSize(1);
  }

  @Test
  void aFallbackThatCannotBeToldOfToolsReadsOfThem() {
    settings.openai(new OpenAiConfig(openai.baseUrl(), null, null, true, List.of(), false));
    face.next(Script.error(503, "busy", "secret"));
    openai.next(Script.answer("Noon"));
    ask(router(), ROUND);
    JsonObject asked = openai.takeAsked().body();
    assertThat(asked.fieldNames()).doesNotContain("tools", "tool_choice");
    assertThat(asked.getJsonArray("messages"))
        .isEqualTo(
            new JsonArray(
                """
                [{"role": "user", "content": "Time?"},
                 {"role": "assistant", "content": "Let me look\\n[call of the tool clock: {}]"},
                 {"role": "user", "content": "[what a tool said] Noon"}]
                """));
  }

  private Heard ask(ModelRouter router, Prompt prompt) {
    Heard heard = new Heard();
    Await.on(context, () -> router.start(prompt, heard));
    assertThat(Await.result(heard.end()).failure()).isNull();
    assertThat(heard.faults()).isEmpty();
    return heard;
  }

  @Test
  void aModelOfAnotherProviderIsNotTakenForOneOfOpenAi() {
    settings.providers("openai", "huggingface").model("Tiny/Llama");
    face.next(Script.answer("from the face"));
    assertThat(ask(router(), "Tiny/Llama").text()).isEqualTo("from the face");
    assertThat(ask(router(), "mystery").failure().code()).isEqualTo(ErrorCode.INVALID_FIELD);
  }
}
