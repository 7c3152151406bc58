package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Ai;
import dev.parley.bus.Ai.Accepted;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.bus.Generations.Finish;
import dev.parley.bus.Generations.Held;
import dev.parley.bus.Metrics;
import dev.parley.bus.Metrics.Sample;
import dev.parley.chat.Chunk;
import dev.parley.chat.ContextUse;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GenerationEngineTest {
  private static final String NODE = "node-a";

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Bus bus = new Bus(vertx);
  private final MemoryGenerationLog log = new MemoryGenerationLog();
  private final FakeStore store = new FakeStore();
  private final Puppet provider = new Puppet();
  private final AiSettings settings = new AiSettings();
  private final List<Chunk> shown = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<Sample> samples = new LinkedBlockingQueue<>();
  private final AtomicLong asleep = new AtomicLong();
  private GenerationEngine engine;
  private Leases leases;

  @BeforeEach
  void createEngine() {
    Await.result(vertx.deployVerticle(store));
    Await.run(context, () -> bus.subscribe(Metrics.SAMPLES, samples::add));
    create();
  }

  private void create() {
    Await.run(
        context,
        () -> {
          Dependencies parts =
              new Dependencies(
                  vertx,
                  bus,
                  log,
                  provider,
                  settings.build(),
                  NODE,
                  () -> System.nanoTime() + asleep.get());
          engine =
              new GenerationEngine(
                  parts,
                  new Places(parts.settings().maxConcurrent()),
                  new PromptBuilder("You are a test.", parts.defaultModel()),
                  new Spending(vertx, bus));
          leases = new Leases(parts, engine);
        });
  }

  @AfterEach
  void close() {
    assertThat(log.faults()).isEmpty();
    Await.result(vertx.close());
  }

  private Future<Accepted> generate(long id) {
    store.queue(id);
    Await.run(
        context,
        () ->
            bus.subscribe(
                Events.conversation(FakeStore.conversation(id)),
                event -> {
                  if (event instanceof ServerEvent.StreamChunk(long c, long m, Chunk chunk)) {
                    assertThat(log.chunks(id)).contains(chunk);
                    assertThat(m).isEqualTo(id + 2_000);
                    shown.add(chunk);
                  }
                }));
    return Await.on(context, () -> engine.generate(new Ai.Generate(id)));
  }

  private Puppet.Strings start(long id) {
    int before = provider.started();
    Await.result(generate(id));
    return provider.call(before);
  }

  private void say(Puppet.Strings call, String... texts) {
    Await.run(context, () -> List.of(texts).forEach(call.listener::text));
  }

  private void complete(Puppet.Strings call) {
    Await.run(context, call.listener::completed);
  }

  private boolean stop(long id) {
    return Await.on(context, () -> engine.stop(id)).stopped();
  }

  /** Lets the bus deliver what is on its way. */
  private void settle() {
    for (int i = 0; i < 5; i++) {
      Await.run(context, () -> {});
    }
  }

  private String shownText() {
    settle();
    return String.join("", shown.stream().map(Chunk::content).toList());
  }

  @Test
  void anAnswerIsLoggedShownAndFinished() throws InterruptedException {
    Puppet.Strings call = start(1);
    assertThat(call.prompt.model()).isEqualTo("test-model");
    assertThat(call.prompt.turns()).hasSize(2);
    say(call, "Hello", " ", "world");
    Await.run(context, () -> call.listener.usage(new Usage(7, 3, false)));
    complete(call);

    Finish finish = Await.result(store.end(1));
    assertThat(finish.state()).isEqualTo(GenerationState.COMPLETED);
    assertThat(finish.content()).isEqualTo("Hello world");
    assertThat(finish.lastSeq()).isEqualTo(3);
    assertThat(finish.epoch()).isEqualTo(FakeStore.EPOCH);
    assertThat(finish.model()).isEqualTo("test-model");
    assertThat(finish.usage()).isEqualTo(new Usage(7, 3, false));
    assertThat(finish.metrics().length()).isEqualTo(11);
    assertThat(finish.metrics().ttftMs()).isNotNull();
    assertThat(finish.errorCode()).isNull();
    assertThat(log.text(1)).isEqualTo("Hello world");
    assertThat(shownText()).isEqualTo("Hello world");
    assertThat(shown).extracting(Chunk::seq).containsExactly(1L, 2L, 3L);
    assertThat(samples.poll(20, TimeUnit.SECONDS))
        .isEqualTo(
            new Sample.GenerationEnded(
                "puppet",
                "test-model",
                GenerationState.COMPLETED,
                finish.usage(),
                finish.metrics()));
    assertThat(engine.running()).isZero();
  }

  @Test
  void tokensAreEstimatedWhenNobodyCountedThem() {
    Puppet.Strings call = start(1);
    say(call, "12345678", "9");
    complete(call);
    Usage usage = Await.result(store.end(1)).usage();
    assertThat(usage.estimated()).isTrue();
    assertThat(usage.completionTokens()).isEqualTo(3);
    assertThat(usage.promptTokens()).isPositive();
  }

  @Test
  void anAnswerThatFailsKeepsItsPrefix() {
    Puppet.Strings call = start(1);
    say(call, "Half of");
    Await.run(
        context,
        () -> call.listener.failed(new Failure(ErrorCode.PROVIDER_TIMEOUT, "It stopped"), false));
    Finish finish = Await.result(store.end(1));
    assertThat(finish.state()).isEqualTo(GenerationState.FAILED);
    assertThat(finish.errorCode()).isEqualTo("PROVIDER_TIMEOUT");
    assertThat(finish.error()).isEqualTo("It stopped");
    assertThat(finish.content()).isEqualTo("Half of");
  }

  @Test
  void nothingIsShownBeforeItIsInTheLog() {
    log.hold();
    Puppet.Strings call = start(1);
    say(call, "a", "b", "c");
    assertThat(shownText()).isEmpty();
    log.release();
    assertThat(shownText()).isEqualTo("a");
    complete(call);
    settle();
    assertThat(store.state(1)).isEqualTo(GenerationState.RUNNING);
    log.releaseAll();
    assertThat(Await.result(store.end(1)).content()).isEqualTo("abc");
    assertThat(shownText()).isEqualTo("abc");
  }

  @Test
  void theProviderPausesWhileTheLogIsSlow() {
    log.hold();
    Puppet.Strings call = start(1);
    say(call, "a", "x".repeat(RunningGeneration.MAX_WAITING));
    assertThat(call.paused).isFalse();
    say(call, "y");
    assertThat(call.paused).isTrue();

    log.releaseAll();
    settle();
    assertThat(call.paused).isFalse();
    complete(call);
    assertThat(Await.result(store.end(1)).content()).hasSize(RunningGeneration.MAX_WAITING + 2);
  }

  @Test
  void aStopInTheMiddleKeepsThePrefix() {
    Puppet.Strings call = start(1);
    say(call, "so ", "far");
    assertThat(stop(1)).isTrue();
    say(call, " and no further");

    Finish finish = Await.result(store.end(1));
    assertThat(finish.state()).isEqualTo(GenerationState.STOPPED);
    assertThat(finish.content()).isEqualTo("so far");
    assertThat(call.cancelled).isTrue();
    assertThat(shownText()).isEqualTo("so far");
    assertThat(stop(1)).isFalse();
  }

  @Test
  void aStopBeforeTheFirstTokenEndsIt() {
    Puppet.Strings call = start(1);
    assertThat(stop(1)).isTrue();
    Finish finish = Await.result(store.end(1));
    assertThat(finish.state()).isEqualTo(GenerationState.STOPPED);
    assertThat(finish.content()).isEmpty();
    assertThat(finish.lastSeq()).isZero();
    assertThat(finish.metrics().ttftMs()).isNull();
    assertThat(call.cancelled).isTrue();
  }

  @Test
  void aStopDuringTheClaimEndsItBeforeTheProviderIsAsked() {
    Promise<Void> gate = Promise.promise();
    store.claimsWaitFor(gate.future());
    Await.result(generate(1));
    assertThat(stop(1)).isTrue();
    gate.complete();
    assertThat(Await.result(store.end(1)).state()).isEqualTo(GenerationState.STOPPED);
    assertThat(provider.started()).isZero();
  }

  @Test
  void aStopOfWhatRunsElsewhereIsNotAcknowledged() {
    assertThat(stop(99)).isFalse();
  }

  @Test
  void anEndComesOnceWhateverComesTogether() {
    log.hold();
    Puppet.Strings call = start(1);
    say(call, "a");
    Await.run(
        context,
        () -> {
          call.listener.completed();
          call.listener.failed(new Failure(ErrorCode.INTERNAL, "late"), false);
        });
    assertThat(stop(1)).isFalse();
    log.releaseAll();
    assertThat(Await.result(store.end(1)).state()).isEqualTo(GenerationState.COMPLETED);
  }

  @Test
  void whatSomebodyElseHasIsDropped() {
    store.queue(1);
    store.steal(1);
    Await.result(Await.on(context, () -> engine.generate(new Ai.Generate(1))));
    awaitIdle();
    assertThat(provider.started()).isZero();
  }

  private void awaitIdle() {
    Promise<Void> idle = Promise.promise();
    Await.run(
        context,
        () ->
            vertx.setPeriodic(
                5,
                id -> {
                  if (engine.running() == 0 && vertx.cancelTimer(id)) {
                    idle.complete();
                  }
                }));
    Await.result(idle.future());
  }

  @Test
  void aFencedLogSilencesIt() {
    Puppet.Strings call = start(1);
    say(call, "mine");
    settle();
    log.fence(1, FakeStore.EPOCH + 1);
    say(call, "late");
    settle();

    assertThat(call.cancelled).isTrue();
    assertThat(engine.running()).isZero();
    assertThat(shownText()).isEqualTo("mine");
    assertThat(store.end(1).isComplete()).isFalse();
    assertThat(log.appends()).hasSize(2);
  }

  @Test
  void aFenceDuringTheLastFlushSilencesItToo() {
    log.hold();
    Puppet.Strings call = start(1);
    say(call, "mine", "late");
    complete(call);
    log.fence(1, FakeStore.EPOCH + 1);
    log.releaseAll();
    settle();
    assertThat(engine.running()).isZero();
    assertThat(shownText()).isEqualTo("mine");
    assertThat(store.end(1).isComplete()).isFalse();
  }

  @Test
  void aBeatThatSaysLostSilencesIt() {
    log.hold();
    Puppet.Strings call = start(1);
    say(call, "in flight", "waiting");
    store.steal(1);
    Await.run(context, leases::beat);
    awaitIdle();
    log.releaseAll();
    settle();

    assertThat(call.cancelled).isTrue();
    assertThat(shownText()).isEmpty();
    assertThat(log.appends()).hasSize(1);
    assertThat(store.end(1).isComplete()).isFalse();
  }

  /** As after SIGSTOP and SIGCONT: the clock went on, and nothing else did. */
  private void sleepPastTheLease() {
    asleep.addAndGet(settings.build().lease().toNanos() + 1);
  }

  @Test
  void whoSleptPastItsLeaseWritesNothingUntilABeatSaysThatItIsStillItsOwn() {
    Puppet.Strings call = start(1);
    say(call, "before");
    settle();
    sleepPastTheLease();
    say(call, " after");
    settle();
    assertThat(log.text(1)).isEqualTo("before");

    Await.run(context, leases::beat);
    complete(call);

    assertThat(Await.result(store.end(1)).content()).isEqualTo("before after");
    assertThat(shownText()).isEqualTo("before after");
  }

  @Test
  void whatWasWrittenWhileItsLeaseRanOutIsShownOnceItIsConfirmed() {
    log.hold();
    Puppet.Strings call = start(1);
    say(call, "in flight");
    sleepPastTheLease();
    log.releaseAll();
    assertThat(shownText()).isEmpty();

    Await.run(context, leases::beat);
    complete(call);
    Await.result(store.end(1));

    assertThat(shownText()).isEqualTo("in flight");
  }

  @Test
  void whoSleptAndWasReapedSaysNothingMore() {
    log.hold();
    Puppet.Strings call = start(1);
    say(call, "in flight");
    sleepPastTheLease();
    log.releaseAll();
    store.steal(1);
    say(call, " more");
    Await.run(context, leases::beat);
    awaitIdle();

    assertThat(shownText()).isEmpty();
    assertThat(log.appends()).hasSize(1);
    assertThat(call.cancelled).isTrue();
  }

  @Test
  void aBeatNamesWhatIsHeldAndBringsStops() {
    Puppet.Strings call = start(1);
    say(call, "so far");
    store.requestStop(1);
    Await.run(context, leases::beat);
    assertThat(Await.result(store.end(1)).state()).isEqualTo(GenerationState.STOPPED);
    assertThat(store.beats().getFirst().owner()).isEqualTo(NODE);
    assertThat(store.beats().getFirst().held()).containsExactly(new Held(1, FakeStore.EPOCH));

    awaitIdle();
    Await.run(context, leases::beat);
    settle();
    assertThat(store.beats()).as("nothing is held any more").hasSize(1);
  }

  @Test
  void aLogThatStaysAwayFailsIt() {
    Puppet.Strings call = start(1);
    say(call, "shown");
    settle();
    log.fail(1_000);
    say(call, "lost");
    Finish finish = Await.result(store.end(1));
    assertThat(finish.state()).isEqualTo(GenerationState.FAILED);
    assertThat(finish.errorCode()).isEqualTo("UNAVAILABLE");
    assertThat(finish.content()).as("what was shown").isEqualTo("shown");
    assertThat(finish.lastSeq()).isEqualTo(1);
    assertThat(call.cancelled).isTrue();
  }

  @Test
  void aLogThatStaysAwayFailsACompletedAnswerToo() {
    Puppet.Strings call = start(1);
    log.fail(1_000);
    say(call, "lost");
    complete(call);
    Finish finish = Await.result(store.end(1));
    assertThat(finish.state()).isEqualTo(GenerationState.FAILED);
    assertThat(finish.content()).isEmpty();
  }

  @Test
  void whatASmallerModelDidNotGetIsToldWithTheAnswer() {
    Puppet.Strings call = start(1);
    Await.run(context, () -> call.listener.leftOut(800, 3));
    say(call, "Hello");
    complete(call);
    assertThat(Await.result(store.end(1)).metrics().context()).isEqualTo(new ContextUse(800, 0, 3));
  }

  @Test
  void theFinishIsRepeatedUntilTheStoreIsBack() {
    store.refuseFinishes(3);
    Puppet.Strings call = start(1);
    say(call, "answer");
    complete(call);
    assertThat(Await.result(store.end(1)).content()).isEqualTo("answer");
    assertThat(Await.on(context, engine::held)).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void theFinishIsGivenUpWhenTheLeaseIsGone() {
    settings.lease(Duration.ofMillis(100));
    create();
    store.refuseFinishes(1_000);
    Puppet.Strings call = start(1);
    complete(call);
    awaitIdle();
    assertThat(store.state(1)).isEqualTo(GenerationState.RUNNING);
    assertThat(samples).isEmpty();
  }

  @Test
  void anAnswerThatIsTooLongIsCut() {
    Puppet.Strings call = start(1);
    say(call, "x".repeat(RunningGeneration.MAX_ANSWER - 1), "yz");
    Finish finish = Await.result(store.end(1));
    assertThat(finish.state()).isEqualTo(GenerationState.FAILED);
    assertThat(finish.errorCode()).isEqualTo("PROVIDER_UNAVAILABLE");
    assertThat(finish.content()).hasSize(RunningGeneration.MAX_ANSWER).endsWith("xy");
    assertThat(call.cancelled).isTrue();
    assertThat(log.text(1)).isEqualTo(finish.content());
  }

  @Test
  void anAnswerThatTakesTooLongIsCut() {
    settings.maxDuration(Duration.ofSeconds(2));
    create();
    Puppet.Strings call = start(1);
    say(call, "so far");
    Finish finish = Await.result(store.end(1));
    assertThat(finish.errorCode()).isEqualTo("PROVIDER_TIMEOUT");
    assertThat(finish.content()).isEqualTo("so far");
    assertThat(call.cancelled).isTrue();
  }

  @Test
  void placesAndTheQueueAreBounded() {
    settings.places(1, 1);
    create();
    Puppet.Strings first = start(1);
    Await.result(generate(2));
    FailureException refusal = (FailureException) Await.failure(generate(3));
    assertThat(refusal.failure().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(refusal.failure().retryAfterMs()).isPositive();
    Await.result(generateAgain(1));
    Await.result(generateAgain(2));
    assertThat(store.claims()).as("what waits is not claimed").hasSize(1);

    complete(first);
    Puppet.Strings second = provider.call(1);
    complete(second);
    assertThat(Await.result(store.end(2)).state()).isEqualTo(GenerationState.COMPLETED);
    assertThat(store.end(3).isComplete()).isFalse();
  }

  private Future<Accepted> generateAgain(long id) {
    return Await.on(context, () -> engine.generate(new Ai.Generate(id)));
  }

  @Test
  void theSweepStartsWhatWaitsAsFarAsThereIsRoom() {
    settings.places(2, 10);
    create();
    for (long id = 1; id <= 3; id++) {
      store.queue(id);
      store.offerAgain(id);
    }
    Await.run(context, leases::sweep);
    provider.call(1);
    settle();
    assertThat(provider.started()).isEqualTo(2);
    assertThat(store.state(3)).isEqualTo(GenerationState.QUEUED);
  }

  @Test
  void theSweepEndsWhatHasLostItsOwner() throws InterruptedException {
    store.orphan(1);
    store.orphan(2);
    Await.run(context, leases::sweep);
    for (int i = 0; i < 2; i++) {
      assertThat(samples.poll(20, TimeUnit.SECONDS))
          .isEqualTo(
              new Sample.GenerationEnded(null, null, GenerationState.INTERRUPTED, null, null));
    }
    assertThat(store.state(1)).isEqualTo(GenerationState.INTERRUPTED);
    assertThat(store.state(2)).isEqualTo(GenerationState.INTERRUPTED);
  }

  @Test
  void aCloseLetsAnswersEndAndInterruptsTheRest() {
    Puppet.Strings quick = start(1);
    Puppet.Strings slow = start(2);
    say(quick, "quick");
    say(slow, "slow");
    Future<Void> closed = Await.on(context, () -> engine.close(300));
    assertThat(((FailureException) Await.failure(generate(3))).failure().code())
        .isEqualTo(ErrorCode.UNAVAILABLE);
    complete(quick);
    Await.result(closed);

    assertThat(Await.result(store.end(1)).state()).isEqualTo(GenerationState.COMPLETED);
    Finish finish = Await.result(store.end(2));
    assertThat(finish.state()).isEqualTo(GenerationState.INTERRUPTED);
    assertThat(finish.content()).isEqualTo("slow");
    assertThat(slow.cancelled).isTrue();
  }

  @Test
  void aCloseDoesNotWaitForEverForTheStore() {
    store.refuseFinishes(1_000);
    start(1);
    Await.result(Await.on(context, () -> engine.close(100)));
    assertThat(engine.running()).isEqualTo(1);
  }
}
