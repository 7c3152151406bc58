package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.bus.Generations;
import dev.parley.chat.GenerationState;
import dev.parley.chat.MessageType;
import dev.parley.chat.Sentiment;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import dev.parley.testing.Gate;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single completions over the bus, with a provider over HTTP. */
class CompletionTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final ScriptedProvider server = new ScriptedProvider();
  private final FakeStore store = new FakeStore();
  private final AiSettings settings =
      new AiSettings().openai(server.baseUrl()).model("scripted").places(1, 1);

  @BeforeEach
  void deployStore() {
    Await.result(vertx.deployVerticle(store));
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
    server.close();
  }

  private String deploy() {
    return Await.result(
        vertx.deployVerticle(
            new AiVerticle(
                settings.build(),
                new AiEnvironment("node-a", new MemoryGenerationLog(), () -> 0))));
  }

  private Future<Ai.Completed> ask(String id, int maxCharacters, String... texts) {
    List<Generations.Turn> turns =
        List.of(texts).stream()
            .map(text -> new Generations.Turn(MessageType.USER, null, text))
            .toList();
    return bus.request(
        Ai.COMPLETE, new Ai.Complete(id, null, "Be brief.", turns, maxCharacters), 20_000);
  }

  private static ErrorCode refusal(Future<?> asked) {
    return ((FailureException) Await.failure(asked)).failure().code();
  }

  @Test
  void theAnswerComesAsAWhole() {
    deploy();
    server.next(Script.answer("one ", "two"));
    assertThat(Await.result(ask("a", 100, "Count")))
        .isEqualTo(new Ai.Completed("one two", new Usage(10, 2, false)));
    JsonObject asked = server.takeAsked().body();
    assertThat(asked.getString("model")).isEqualTo("scripted");
    assertThat(asked.getJsonArray("messages").getJsonObject(0).getString("content"))
        .isEqualTo("Be brief.");
  }

  @Test
  void aLongAnswerIsCutAndALongQuestionLosesItsBeginning() {
    deploy();
    server.next(Script.stream().text("some \uD83D\uDE00 words").gate(new Gate()));
    String half = "x".repeat(Ai.MAX_COMPLETE_CHARACTERS / 2);
    assertThat(Await.result(ask("a", 6, "the oldest", half, half)).text()).isEqualTo("some ");
    ScriptedProvider.Asked asked = server.takeAsked();
    assertThat(asked.body().encode()).doesNotContain("the oldest");
    Await.result(asked.gone());
  }

  @Test
  void nobodyWaitsForWhatIsCancelled() {
    deploy();
    server.next(Script.silence());
    Future<Ai.Completed> asked = ask("a", 100, "Hi");
    ScriptedProvider.Asked request = server.takeAsked();
    bus.publish(Ai.CANCEL, new Ai.Cancel("another"));
    bus.publish(Ai.CANCEL, new Ai.Cancel("a"));
    assertThat(refusal(asked)).isEqualTo(ErrorCode.UNAVAILABLE);
    Await.result(request.gone());
  }

  @Test
  void aModelThatRefusesASchemaIsAskedWithout() {
    deploy();
    server.next(Script.error(400, "invalid_request_error", "response_format is not supported"));
    server.next(Script.answer("{}"));
    Generations.Turn turn = new Generations.Turn(MessageType.USER, null, "Hi");
    String schema = "{\"type\": \"object\", \"properties\": {}}";
    Ai.Complete request =
        new Ai.Complete("a", null, "Answer in JSON.", List.of(turn), 100, null, schema);
    assertThat(Await.result(bus.request(Ai.COMPLETE, request, 20_000)).text()).isEqualTo("{}");
    assertThat(server.takeAsked().body().containsKey("response_format")).isTrue();
    assertThat(server.takeAsked().body().containsKey("response_format")).isFalse();
  }

  @Test
  void failuresAreToldAsTheyAre() {
    deploy();
    server.next(Script.stream().text("half ").breakOff());
    assertThat(refusal(ask("a", 100, "Hi"))).isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
  }

  @Test
  void itMayNotTakeLongerThanAnAnswer() {
    settings.maxDuration(Duration.ofMillis(200));
    deploy();
    server.next(Script.silence());
    assertThat(refusal(ask("a", 100, "Hi"))).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
  }

  @Test
  void generationsAndCompletionsShareThePlaces() {
    deploy();
    server.next(Script.silence());
    Future<Ai.Completed> first = ask("a", 100, "Hi");
    server.takeAsked();
    assertThat(refusal(ask("b", 100, "Hi"))).isEqualTo(ErrorCode.UNAVAILABLE);

    store.queue(1);
    Await.result(bus.request(Ai.GENERATE, new Ai.Generate(1)));
    assertThat(store.claims()).isEmpty();
    bus.publish(Ai.CANCEL, new Ai.Cancel("a"));
    refusal(first);
    assertThat(Await.result(store.end(1)).state()).isEqualTo(GenerationState.COMPLETED);
  }

  @Test
  void aStopOfTheNodeCancels() {
    String deployment = deploy();
    server.next(Script.silence());
    Future<Ai.Completed> asked = ask("a", 100, "Hi");
    server.takeAsked();
    Await.result(vertx.undeploy(deployment));
    assertThat(refusal(asked)).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void moodsAreJudgedForOthers() {
    deploy();
    Sentiment mood =
        Await.result(bus.request(Ai.SENTIMENT, new Ai.JudgeSentiment("I love it, great!")));
    assertThat(mood.label()).isEqualTo("positive");
    assertThat(Await.result(bus.request(Ai.SENTIMENT, new Ai.JudgeSentiment("")))).isNull();
  }
}
