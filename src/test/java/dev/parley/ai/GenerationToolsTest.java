package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.tool.TestTool;
import dev.parley.ai.tool.Tool;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.Person;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.ai.tool.Toolbox;
import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.bus.Generations.Finish;
import dev.parley.bus.Generations.Held;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.protocol.ServerEvent.ToolActivity;
import dev.parley.protocol.ServerEvent.ToolActivity.Phase;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Generations whose models want tools. */
class GenerationToolsTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Bus bus = new Bus(vertx);
  private final FakeStore store = new FakeStore();
  private final Puppet provider = new Puppet();
  private final AiSettings settings = new AiSettings();
  private final AtomicLong asleep = new AtomicLong();
  private final BlockingQueue<ToolActivity> told = new LinkedBlockingQueue<>();
  private final Promise<Result> slow = Promise.promise();
  private final TestTool tool = new TestTool("slow", Effect.READS, call -> slow.future());
  private GenerationEngine engine;

  @BeforeEach
  void deploy() {
    Await.result(vertx.deployVerticle(store));
  }

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  /** An answer whose model has said something and wants the tool. */
  private Puppet.Strings want(long id, String... admins) {
    store.queue(id);
    Await.run(
        context,
        () -> {
          bus.subscribe(
              Events.conversation(FakeStore.conversation(id)),
              event -> {
                if (event instanceof ToolActivity activity) {
                  told.add(activity);
                }
              });
          Dependencies parts =
              new Dependencies(
                  vertx,
                  bus,
                  new MemoryGenerationLog(),
                  provider,
                  settings.build(),
                  "node-a",
                  () -> System.nanoTime() + asleep.get(),
                  new ToolUse(new Toolbox(List.of(() -> List.<Tool>of(tool))), Set.of(admins)));
          engine =
              new GenerationEngine(
                  parts,
                  new Places(1),
                  new PromptBuilder(null, parts.defaultModel()),
                  new Spending(vertx, bus));
        });
    Await.on(context, () -> engine.generate(new Ai.Generate(id)));
    Puppet.Strings first = provider.call(0);
    Await.run(
        context,
        () -> {
          first.listener.text("Wait. ");
          first.listener.toolCall(new ToolCall("a", "slow", "{}"));
          first.listener.usage(new Usage(10, 1, false));
          first.listener.completed();
        });
    return first;
  }

  private ToolActivity told(Phase phase) throws InterruptedException {
    ToolActivity activity = told.poll(20, TimeUnit.SECONDS);
    assertThat(activity).isNotNull();
    assertThat(activity.phase()).isEqualTo(phase);
    return activity;
  }

  private void settle() {
    for (int i = 0; i < 5; i++) {
      Await.run(context, () -> {});
    }
  }

  @Test
  void allRoundsAreOneAnswerInTheNameOfWhoAsked() throws InterruptedException {
    want(1, "ada");
    told(Phase.STARTED);
    Await.run(context, () -> slow.complete(Result.of("noon")));
    Puppet.Strings second = provider.call(1);
    Await.run(
        context,
        () -> {
          second.listener.text("Noon.");
          second.listener.usage(new Usage(20, 2, false));
          second.listener.completed();
        });
    Finish finish = Await.result(store.end(1));
    assertThat(finish.state()).isEqualTo(GenerationState.COMPLETED);
    assertThat(finish.content()).isEqualTo("Wait. \n\nNoon.");
    assertThat(finish.usage()).isEqualTo(new Usage(30, 3, false));
    assertThat(tool.calls())
        .singleElement()
        .matches(call -> call.person().equals(new Person(FakeStore.ASKER, false, true)))
        .matches(call -> call.conversationId() == FakeStore.conversation(1))
        .matches(call -> call.generationId() == 1);
  }

  @Test
  void aStopDoesNotWaitForATool() throws InterruptedException {
    want(2);
    told(Phase.STARTED);
    assertThat(Await.on(context, () -> engine.stop(2)).stopped()).isTrue();
    Finish finish = Await.result(store.end(2));
    assertThat(finish.state()).isEqualTo(GenerationState.STOPPED);
    assertThat(finish.content()).isEqualTo("Wait. ");
    told(Phase.FAILED);
    assertThat(tool.calls()).singleElement().matches(call -> !call.person().admin());
  }

  @Test
  void theTimeLimitOfAnAnswerCountsForToolsToo() {
    settings.maxDuration(Duration.ofMillis(300));
    want(3);
    Finish finish = Await.result(store.end(3));
    assertThat(finish.state()).isEqualTo(GenerationState.FAILED);
    assertThat(finish.errorCode()).isEqualTo("PROVIDER_TIMEOUT");
  }

  @Test
  void aLostAnswerEndsWithoutAnotherWord() throws InterruptedException {
    want(4);
    told(Phase.STARTED);
    Await.run(context, () -> engine.lose(List.of(4L)));
    Await.run(context, () -> slow.complete(Result.of("too late")));
    settle();
    assertThat(told).isEmpty();
    assertThat(provider.started()).isEqualTo(1);
    assertThat(Await.on(context, engine::running)).isZero();
  }

  @Test
  void nothingIsSaidOfAToolWhileTheLeaseIsOut() throws InterruptedException {
    settings.lease(Duration.ofSeconds(30));
    want(5);
    told(Phase.STARTED);
    asleep.set(Duration.ofSeconds(31).toNanos());
    Await.run(context, () -> slow.complete(Result.of("noon")));
    settle();
    assertThat(told).isEmpty();
    Puppet.Strings second = provider.call(1);
    Await.run(
        context,
        () -> {
          second.listener.toolCall(new ToolCall("b", "slow", "{}"));
          second.listener.completed();
        });
    settle();
    assertThat(tool.calls()).hasSize(1);
    List<Held> held = List.of(new Held(5, FakeStore.EPOCH));
    Await.run(context, () -> engine.renewed(held, System.nanoTime() + asleep.get()));
    told(Phase.STARTED);
    assertThat(tool.calls()).hasSize(2);
  }
}
