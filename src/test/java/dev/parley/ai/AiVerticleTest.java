package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.bus.Generations.Finish;
import dev.parley.bus.Metrics;
import dev.parley.bus.Metrics.Sample;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import dev.parley.testing.Gate;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ai role as it is deployed, with a provider over HTTP. */
class AiVerticleTest {
  private static final String NODE = "node-a";

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final ScriptedProvider server = new ScriptedProvider();
  private final FakeStore store = new FakeStore();
  private final MemoryGenerationLog log = new MemoryGenerationLog();
  private final AiSettings settings =
      new AiSettings().openai(server.baseUrl()).model("scripted").retries(2);

  @BeforeEach
  void deployStore() {
    Await.result(vertx.deployVerticle(store));
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
    server.close();
    assertThat(log.faults()).isEmpty();
  }

  private String deploy() {
    return Await.result(
        vertx.deployVerticle(
            new AiVerticle(settings.build(), new AiEnvironment(NODE, log, () -> 5_000))));
  }

  private void generate(long id) {
    store.queue(id);
    Await.result(bus.request(Ai.GENERATE, new Ai.Generate(id)));
  }

  @Test
  void anAnswerGoesAllTheWay() {
    deploy();
    server.next(Script.answer("Hello", ", ", "world"));
    generate(1);

    Finish finish = Await.result(store.end(1));
    assertThat(finish.state()).isEqualTo(GenerationState.COMPLETED);
    assertThat(finish.content()).isEqualTo("Hello, world");
    assertThat(finish.usage()).isEqualTo(new Usage(10, 3, false));
    assertThat(log.text(1)).isEqualTo("Hello, world");
    JsonObject asked = server.takeAsked().body();
    assertThat(asked.getJsonArray("messages").getJsonObject(0).getString("content"))
        .isEqualTo("You are a test.\n\nBe short.");
    assertThat(store.claims().getFirst().owner()).isEqualTo(NODE);
  }

  @Test
  void aProviderThatIsAwayForAMomentIsAskedAgain() {
    deploy();
    server.next(Script.error(429, "rate_limit_exceeded", "slow").header("Retry-After", "0"));
    server.next(Script.reply(503, "text/plain", ""));
    server.next(Script.answer("at last"));
    generate(1);
    assertThat(Await.result(store.end(1)).content()).isEqualTo("at last");
  }

  @Test
  void aPersonStopsItOverTheBus() {
    deploy();
    server.next(Script.stream().text("so far").gate(new Gate()));
    generate(1);
    ScriptedProvider.Asked asked = server.takeAsked();
    assertThat(Await.result(bus.request(Ai.stop(NODE), new Ai.Stop(1))).stopped()).isTrue();

    assertThat(Await.result(store.end(1)).state()).isEqualTo(GenerationState.STOPPED);
    Await.result(asked.gone());
    assertThat(Await.result(bus.request(Ai.stop(NODE), new Ai.Stop(1))).stopped()).isFalse();
  }

  @Test
  void theModelsAreToldWithTheDefault() {
    deploy();
    Ai.Models models = Await.result(bus.request(Ai.MODELS, new Ai.ListModels()));
    assertThat(models.models()).containsExactly(new Ai.Model("scripted", "openai"));
    assertThat(models.defaultModel()).isEqualTo("scripted");
  }

  @Test
  void theSweepAndTheBeatRunByThemselves() {
    settings.lease(Duration.ofMillis(300));
    deploy();
    Gate gate = new Gate();
    server.next(Script.stream().text("a").gate(gate).text("b").finish("stop").done().end());
    store.queue(1);
    store.offerAgain(1);
    Await.result(gate.reached());
    store.requestStop(1);
    assertThat(Await.result(store.end(1)).state()).isEqualTo(GenerationState.STOPPED);
  }

  @Test
  void aStopOfTheVerticleLetsTheAnswerEndAndTakesNoMore() {
    String deployment = deploy();
    Gate gate = new Gate();
    server.next(Script.stream().text("to ").gate(gate).text("the end").finish("stop").done().end());
    generate(1);
    Await.result(gate.reached());
    var undeployed = vertx.undeploy(deployment);
    gate.open();
    Await.result(undeployed);

    assertThat(Await.result(store.end(1)).content()).isEqualTo("to the end");
    assertThat(
            ((FailureException) Await.failure(bus.request(Ai.GENERATE, new Ai.Generate(2))))
                .failure()
                .code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void theLoadIsTold() throws InterruptedException {
    BlockingQueue<Sample> samples = new LinkedBlockingQueue<>();
    bus.subscribe(Metrics.SAMPLES, samples::add);
    deploy();
    assertThat(samples.poll(20, TimeUnit.SECONDS)).isEqualTo(new Sample.Running(NODE, 0));
  }
}
