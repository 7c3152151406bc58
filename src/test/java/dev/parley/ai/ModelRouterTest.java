package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.provider.Heard;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.Call;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Spare;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.chat.Usage;
import dev.parley.config.PromptsConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelRouterTest {
  private static final Failure AWAY = new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "away");

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Puppet one = new Puppet("one", "a", "both");
  private final Puppet two = new Puppet("two", "b", "both");
  private final Puppet face = new Puppet("huggingface", "Tiny/Llama");
  private final Puppet quiet = new Puppet("openai", "gpt");
  private final Heard heard = new Heard();

  @AfterEach
  void close() {
    assertThat(heard.faults()).isEmpty();
    Await.result(vertx.close());
  }

  private ModelRouter router(String... fallback) {
    return new ModelRouter(
        vertx,
        List.of(one, two, face),
        List.of(fallback),
        Optional.of((Provider) quiet),
        shortening());
  }

  /** The only small window is that of b: 600 tokens for a prompt. */
  private Shortening shortening() {
    PromptsConfig.Window small = new PromptsConfig.Window(800, 200);
    return new Shortening(vertx, new AiSettings().window("b", small).build());
  }

  private Call ask(ModelRouter router, String model) {
    Turn turn =
        new Turn(
            Speaker.USER, "Look", List.of(new Provider.Picture.Elsewhere("https://x.example/a")));
    return Await.on(context, () -> router.start(new Prompt(model, List.of(turn)), heard));
  }

  private void fail(Puppet.Strings call, Failure failure) {
    Await.run(context, () -> call.listener.failed(failure, true));
  }

  private void answer(Puppet.Strings call) {
    Await.run(
        context,
        () -> {
          call.listener.text("text");
          call.listener.usage(new Usage(1, 2, false));
          call.listener.completed();
        });
  }

  @Test
  void modelsOfAllAreListedAndToldApart() {
    assertThat(router().models()).containsExactly("a", "one/both", "b", "two/both", "Tiny/Llama");
    assertThat(router().name()).isEqualTo("one");
  }

  private String asked(ModelRouter router, String name) {
    return router
        .target(name)
        .map(target -> target.provider().name() + ":" + target.model())
        .orElse("nobody");
  }

  @Test
  void theNamePicksTheProvider() {
    ModelRouter router = router();
    assertThat(asked(router, "b")).isEqualTo("two:b");
    assertThat(asked(router, "both")).isEqualTo("one:both");
    assertThat(asked(router, "two/both")).isEqualTo("two:both");
    assertThat(asked(router, "two/unlisted")).isEqualTo("two:unlisted");
    assertThat(asked(router, "Tiny/Llama")).isEqualTo("huggingface:Tiny/Llama");
    assertThat(asked(router, "two/")).isEqualTo("nobody");
    assertThat(asked(router, "openai/gpt")).isEqualTo("nobody");
    ModelRouter single =
        new ModelRouter(vertx, List.of(one), List.of(), Optional.empty(), shortening());
    assertThat(asked(single, "anything/else")).isEqualTo("one:anything/else");
  }

  @Test
  void aModelThatNobodyOffersFailsAtOnce() {
    ask(router(), "mystery");
    Heard.End end = Await.result(heard.end());
    assertThat(end.failure().code()).isEqualTo(ErrorCode.INVALID_FIELD);
    assertThat(end.failure().message()).contains("\"mystery\"");
    assertThat(end.retryable()).isFalse();
  }

  @Test
  void othersAnswerInTheirOrderWhenOneFailed() {
    ask(router("one", "both", "two"), "a");
    fail(one.call(0), AWAY);
    assertThat(one.call(1).prompt.model()).isEqualTo("both");
    fail(one.call(1), AWAY);
    assertThat(two.call(0).prompt.model()).isEqualTo("b");
    answer(two.call(0));
    Heard.End end = Await.result(heard.end());
    assertThat(end.text()).isEqualTo("text");
    assertThat(end.usage()).isEqualTo(new Usage(1, 2, false));
    assertThat(heard.answering()).containsExactly("both", "b");
  }

  @Test
  void theLastFailureIsTold() {
    ask(router("two"), "a");
    fail(one.call(0), AWAY);
    Failure last = new Failure(ErrorCode.PROVIDER_TIMEOUT, "late");
    fail(two.call(0), last);
    assertThat(Await.result(heard.end()).failure()).isEqualTo(last);
  }

  @Test
  void nobodyElseIsAskedAfterTheFirstTextOrForRefusedContent() {
    ask(router("two"), "a");
    Await.run(context, () -> one.call(0).listener.text("some"));
    fail(one.call(0), AWAY);
    assertThat(Await.result(heard.end()).text()).isEqualTo("some");
    assertThat(two.started()).isZero();

    Heard refused = new Heard();
    Prompt prompt = new Prompt("a", List.of());
    Await.on(context, () -> router("two").start(prompt, refused));
    fail(one.call(1), new Failure(ErrorCode.CONTENT_REFUSED, "no"));
    assertThat(Await.result(refused.end()).failure().code()).isEqualTo(ErrorCode.CONTENT_REFUSED);
    assertThat(two.started()).isZero();
  }

  @Test
  void huggingFaceFallsBackToOpenAi() {
    ask(router(), "Tiny/Llama");
    fail(face.call(0), AWAY);
    assertThat(quiet.call(0).prompt.model()).isEqualTo("gpt");
    answer(quiet.call(0));
    assertThat(Await.result(heard.end()).failure()).isNull();
  }

  /** A conversation of turns of about a hundred tokens each. */
  private static List<Turn> talk(int turns) {
    List<Turn> all = new ArrayList<>(List.of(new Turn(Speaker.SYSTEM, "Be kind.")));
    for (int i = 1; i <= turns; i++) {
      Speaker speaker = i % 2 == 1 ? Speaker.USER : Speaker.ASSISTANT;
      all.add(new Turn(speaker, i + " fish".repeat(85)));
    }
    return all;
  }

  private Prompt fallenBack(Prompt prompt) {
    Await.on(context, () -> router("two").start(prompt, heard));
    fail(one.call(0), AWAY);
    return two.call(0).prompt;
  }

  @Test
  void aConversationIsFittedAnewToASmallerWindow() {
    List<Turn> talk = talk(9);
    Prompt asked = fallenBack(new Prompt("a", talk).withSpare(new Spare(1, 9)));
    assertThat(one.call(0).prompt.turns()).isEqualTo(talk);
    assertThat(asked.turns()).startsWith(talk.getFirst()).endsWith(talk.getLast());
    int left = asked.turns().size() - 1;
    assertThat(left).isBetween(4, 6);
    assertThat(asked.turns().subList(1, left + 1)).isEqualTo(talk.subList(10 - left, 10));
    assertThat(heard.leftOut()).containsExactly("800: " + (9 - left));
    answer(two.call(0));
  }

  @Test
  void whatWasSaidBeforeStaysAsASummary() {
    List<Turn> talk = talk(9);
    Prompt asked = fallenBack(new Prompt("a", talk).withSpare(new Spare(2, 9)));
    assertThat(asked.turns().get(1).content()).startsWith("1 fish");
    assertThat(asked.turns()).hasSizeBetween(5, 7).endsWith(talk.getLast());
    for (int i = 1; i < asked.turns().size(); i++) {
      assertThat(asked.turns().get(i).speaker()).isNotEqualTo(asked.turns().get(i - 1).speaker());
    }
    answer(two.call(0));
  }

  @Test
  void whatFitsOrIsNotOursToShortenIsAskedAsItIs() {
    List<Turn> small = talk(3);
    assertThat(fallenBack(new Prompt("a", small).withSpare(new Spare(1, 3))).turns())
        .isEqualTo(small);
    answer(two.call(0));
    Heard program = new Heard();
    List<Turn> large = talk(9);
    Await.on(context, () -> router("two").start(new Prompt("a", large), program));
    fail(one.call(1), AWAY);
    assertThat(two.call(1).prompt.turns()).isEqualTo(large);
    assertThat(heard.leftOut()).isEmpty();
    assertThat(program.leftOut()).isEmpty();
  }

  @Test
  void aModelThatDoesNotSeeIsToldOfPictures() {
    ask(router(), "a");
    Turn turn = one.call(0).prompt.turns().getFirst();
    assertThat(turn.pictures()).isEmpty();
    assertThat(turn.content()).isEqualTo("Look\n[image that this model cannot see]");
    answer(one.call(0));
  }

  @Test
  void aCancelReachesTheOneThatIsAsked() {
    Call call = ask(router("two"), "a");
    Await.run(context, call::pause);
    fail(one.call(0), AWAY);
    assertThat(two.call(0).paused).isTrue();
    Await.run(context, call::cancel);
    assertThat(two.call(0).cancelled).isTrue();
    assertThat(one.call(0).cancelled).isFalse();
  }
}
