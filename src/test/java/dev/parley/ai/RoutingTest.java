package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.provider.Heard;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.protocol.ErrorCode;
import dev.parley.testing.Await;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The providers of a configuration together, against real servers. */
class RoutingTest {
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
  void aModelOfAnotherProviderIsNotTakenForOneOfOpenAi() {
    settings.providers("openai", "huggingface").model("Tiny/Llama");
    face.next(Script.answer("from the face"));
    assertThat(ask(router(), "Tiny/Llama").text()).isEqualTo("from the face");
    assertThat(ask(router(), "mystery").failure().code()).isEqualTo(ErrorCode.INVALID_FIELD);
  }
}
