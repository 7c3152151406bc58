package dev.parley.ai.tool;

import static dev.parley.ai.tool.LoopFixture.call;
import static dev.parley.ai.tool.LoopFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.Puppet;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.GivenUp;
import dev.parley.ai.tool.Tool.Invocation;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.bus.Metrics.Sample;
import dev.parley.bus.Metrics.ToolOutcome;
import dev.parley.chat.Usage;
import dev.parley.config.ToolsConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.ToolActivity;
import dev.parley.protocol.ServerEvent.ToolActivity.Phase;
import dev.parley.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolLoopTest {
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final LoopFixture loop = new LoopFixture();

  @AfterEach
  void close() {
    loop.close();
  }

  private ToolOutcome outcome() throws InterruptedException {
    Sample.ToolCalled counted = loop.counted.poll(20, TimeUnit.SECONDS);
    assertThat(counted).isNotNull();
    return counted.outcome();
  }

  @Test
  void aToolIsCalledAndTheModelGoesOnWithWhatItSays() throws InterruptedException {
    TestTool clock = TestTool.saying("clock", "noon");
    Puppet.Strings first = loop.start(clock);
    assertThat(first.prompt.tools()).containsExactly(clock.spec());
    ToolCall wanted = new ToolCall("a", "clock", "{\"zone\":\"UTC\"}");
    loop.want(first, "Let me look.", wanted);

    Puppet.Strings second = loop.provider.call(1);
    assertThat(second.prompt.turns())
        .containsExactly(
            new Turn(Speaker.USER, "How late is it?"),
            Turn.calling("Let me look.", List.of(wanted)),
            Turn.result(wanted, "noon"));
    assertThat(second.prompt.tools()).containsExactly(clock.spec());
    loop.say(second, "It is noon.");

    Await.result(loop.ear.end.future());
    assertThat(loop.ear.text()).isEqualTo("Let me look.\n\nIt is noon.");
    assertThat(clock.calls())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("givenUp")
        .containsExactly(
            new Invocation(
                LoopFixture.ADA,
                LoopFixture.CONVERSATION,
                LoopFixture.GENERATION,
                "{\"zone\":\"UTC\"}"));
    assertThat(clock.calls().getFirst().givenUp().isComplete()).isFalse();
    assertThat(loop.told(Phase.STARTED))
        .isEqualTo(
            new ToolActivity(
                LoopFixture.CONVERSATION,
                LoopFixture.GENERATION,
                "1",
                "clock",
                Phase.STARTED,
                "{\"zone\":\"UTC\"}",
                null,
                null));
    assertThat(loop.told(Phase.FINISHED).detail()).isEqualTo("noon");
    assertThat(outcome()).isEqualTo(ToolOutcome.OK);
  }

  @Test
  void whatWasSaidBeforeStaysAsItIsInEveryRound() {
    Puppet.Strings round = loop.start(TestTool.saying("clock", "noon"));
    for (int i = 0; i < 5; i++) {
      loop.want(round, "again", call("c" + i, "clock"));
      Puppet.Strings next = loop.provider.call(i + 1);
      List<Turn> before = round.prompt.turns();
      assertThat(next.prompt.turns().subList(0, before.size())).isEqualTo(before);
      assertThat(next.prompt.turns()).hasSize(before.size() + 2);
      round = next;
    }
  }

  @Test
  void withoutToolsNothingIsDifferent() {
    Puppet.Strings only = loop.start();
    assertThat(only.prompt.tools()).isEmpty();
    assertThat(only.listener).isSameAs(loop.ear);
  }

  @Test
  void toolsThatAreSwitchedOffAreNotOffered() {
    loop.settings = new ToolsConfig(false, 8, 32, LONG, LONG, 100);
    assertThat(loop.start(TestTool.saying("clock", "noon")).prompt.tools()).isEmpty();
  }

  @Test
  void aModelThatRefusesToolsIsAskedWithoutThemAndNotToldAgain() {
    TestTool clock = TestTool.saying("clock", "noon");
    Puppet.Strings first = loop.start(clock);
    Failure refused = new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "The request was refused");
    Await.run(loop.context, () -> first.listener.failed(refused, false));

    Puppet.Strings second = loop.provider.call(1);
    assertThat(second.prompt.tools()).isEmpty();
    assertThat(second.prompt.turns()).isEqualTo(first.prompt.turns());
    loop.say(second, "I cannot know.");
    Await.result(loop.ear.end.future());
    assertThat(loop.ear.text()).isEqualTo("I cannot know.");

    assertThat(loop.again().prompt.tools()).isEmpty();
  }

  @Test
  void aModelThatRefusesWithoutToolsTooHasFailed() {
    Puppet.Strings first = loop.start(TestTool.saying("clock", "noon"));
    Failure refused = new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "The request was refused");
    Await.run(loop.context, () -> first.listener.failed(refused, false));
    Puppet.Strings second = loop.provider.call(1);
    Failure last = new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "There is no such model");
    Await.run(loop.context, () -> second.listener.failed(last, false));

    loop.settle();
    assertThat(loop.ear.failure).isEqualTo(last);
    assertThat(loop.again().prompt.tools()).isNotEmpty();
  }

  @Test
  void usageOfAllRoundsIsSummed() {
    Puppet.Strings first = loop.start(TestTool.saying("clock", "noon"));
    Await.run(loop.context, () -> first.listener.usage(new Usage(10, 2, false)));
    loop.want(first, "", call("a", "clock"));
    Puppet.Strings second = loop.provider.call(1);
    Await.run(loop.context, () -> second.listener.usage(new Usage(20, 5, false)));
    loop.say(second, "Noon.");
    assertThat(loop.ear.usage).isEqualTo(new Usage(30, 7, false));
  }

  @Test
  void aRoundThatWasNotCountedIsEstimated() {
    Puppet.Strings first = loop.start(TestTool.saying("clock", "noon"));
    loop.want(first, "12345678", call("a", "clock"));
    Puppet.Strings second = loop.provider.call(1);
    Await.run(loop.context, () -> second.listener.usage(new Usage(20, 5, false)));
    loop.say(second, "Noon.");
    assertThat(loop.ear.usage).isEqualTo(new Usage(20 + 4, 5 + 2, true));
  }

  @Test
  void afterSoManyRoundsTheModelIsAskedALastTimeWithoutCalls() {
    loop.settings = LoopFixture.settings(2, 32, LONG, LONG, 1000);
    TestTool clock = TestTool.saying("clock", "noon");
    loop.want(loop.start(clock), "", call("a", "clock"));
    Puppet.Strings second = loop.provider.call(1);
    assertThat(second.prompt.options().toolChoice()).isNull();
    loop.want(second, "", call("b", "clock"));
    Puppet.Strings last = loop.provider.call(2);
    assertThat(last.prompt.options().toolChoice()).isEqualTo(new Provider.ToolChoice.None());
    loop.want(last, "Enough.", call("c", "clock"));

    Await.result(loop.ear.end.future());
    assertThat(loop.ear.failure).isNull();
    assertThat(loop.ear.text()).isEqualTo("Enough.");
    assertThat(clock.calls()).hasSize(2);
    assertThat(loop.provider.started()).isEqualTo(3);
  }

  @Test
  void aModelThatOnlyEverWantsToolsFails() {
    loop.settings = LoopFixture.settings(1, 32, LONG, LONG, 1000);
    loop.want(loop.start(TestTool.saying("clock", "noon")), "", call("a", "clock"));
    loop.want(loop.provider.call(1), "", call("b", "clock"));
    Await.result(loop.ear.end.future());
    assertThat(loop.ear.failure.code()).isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
  }

  @Test
  void callsBeyondTheBoundAreNotMade() {
    loop.settings = LoopFixture.settings(8, 3, LONG, LONG, 1000);
    TestTool clock = TestTool.saying("clock", "noon");
    loop.want(loop.start(clock), "", call("a", "clock"), call("b", "clock"));
    Puppet.Strings second = loop.provider.call(1);
    loop.want(second, "", call("c", "clock"), call("d", "clock"));
    Puppet.Strings last = loop.provider.call(2);
    assertThat(result(last)).startsWith("Error: ");
    assertThat(last.prompt.options().toolChoice()).isEqualTo(new Provider.ToolChoice.None());
    assertThat(clock.calls()).hasSize(3);
  }

  @Test
  void callsOfARoundAreMadeSideBySideUpToABoundAndAnsweredInTheirOrder() {
    AtomicInteger most = new AtomicInteger();
    AtomicInteger underWay = new AtomicInteger();
    TestTool slow =
        new TestTool(
            "slow",
            Effect.READS,
            invocation -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              return loop.vertx
                  .timer(20)
                  .map(
                      passed -> {
                        underWay.decrementAndGet();
                        return Result.of(invocation.arguments());
                      });
            });
    ToolCall[] many =
        IntStream.range(0, 20)
            .mapToObj(i -> new ToolCall("c" + i, "slow", "{\"n\":" + i + "}"))
            .toArray(ToolCall[]::new);
    loop.want(loop.start(slow), "", many);
    List<Turn> turns = loop.provider.call(1).prompt.turns();
    assertThat(turns.subList(2, turns.size()))
        .containsExactly(
            IntStream.range(0, 20)
                .mapToObj(i -> Turn.result(many[i], "{\"n\":" + i + "}"))
                .toArray(Turn[]::new));
    assertThat(most).hasValue(Round.AT_ONCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[1]", "null", "\"text\"", "{} {}", "rm -rf", "{\"a\":NaN}"})
  void argumentsThatAreNoJsonObjectAreNotCalledWith(String arguments) throws InterruptedException {
    TestTool clock = TestTool.saying("clock", "noon");
    loop.want(loop.start(clock), "", new ToolCall("a", "clock", arguments));
    assertThat(result(loop.provider.call(1))).startsWith("Error: ").contains("JSON object");
    assertThat(clock.calls()).isEmpty();
    assertThat(outcome()).isEqualTo(ToolOutcome.REFUSED);
  }

  @Test
  void deepOrLongArgumentsAreNotCalledWith() {
    TestTool clock = TestTool.saying("clock", "noon");
    String deep = "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    String huge = "{\"a\":\"" + "x".repeat(2_000_000) + "\"}";
    loop.want(
        loop.start(clock), "", new ToolCall("a", "clock", deep), new ToolCall("b", "clock", huge));
    List<Turn> turns = loop.provider.call(1).prompt.turns();
    assertThat(turns.subList(2, 4)).allMatch(turn -> turn.content().startsWith("Error: "));
    assertThat(turns.get(1).calls().get(1).arguments()).isEqualTo("{}");
    assertThat(clock.calls()).isEmpty();
  }

  @Test
  void noArgumentsAreAnEmptyObject() {
    TestTool clock = TestTool.saying("clock", "noon");
    loop.want(
        loop.start(clock), "", new ToolCall("a", "clock", ""), new ToolCall("b", "clock", null));
    loop.provider.call(1);
    assertThat(clock.calls()).extracting(Invocation::arguments).containsExactly("{}", "{}");
  }

  @Test
  void whatIsUnknownOrForbiddenIsNeverCalled() {
    TestTool secret = TestTool.saying("secret", "42").allowing(person -> false);
    TestTool clock = TestTool.saying("clock", "noon");
    loop.want(loop.start(clock, secret), "", call("a", "secret"), call("b", "made up\0\uD800"));
    List<Turn> turns = loop.provider.call(1).prompt.turns();
    assertThat(turns.subList(2, 4)).allMatch(turn -> turn.content().startsWith("Error: "));
    assertThat(secret.calls()).isEmpty();
    assertThat(loop.counted).allMatch(sample -> sample.tool().equals("unknown"));
  }

  @Test
  void whatIsForbiddenMeanwhileIsNotCalled() {
    TestTool clock = TestTool.saying("clock", "noon");
    Puppet.Strings first = loop.start(clock);
    clock.allowing(person -> false);
    loop.want(first, "", call("a", "clock"));
    assertThat(result(loop.provider.call(1))).startsWith("Error: ");
    assertThat(clock.calls()).isEmpty();
  }

  @Test
  void aToolThatHangsIsGivenUp() throws InterruptedException {
    loop.settings = LoopFixture.settings(8, 32, SOON, LONG, 1000);
    Promise<Result> late = Promise.promise();
    TestTool slow = new TestTool("slow", Effect.READS, call -> late.future());
    loop.want(loop.start(slow), "", call("a", "slow"));
    Puppet.Strings second = loop.provider.call(1);
    assertThat(result(second)).isEqualTo("Error: The tool did not answer in time");
    assertThat(Await.result(slow.calls().getFirst().givenUp())).isEqualTo(GivenUp.TIMEOUT);
    assertThat(outcome()).isEqualTo(ToolOutcome.TIMEOUT);
    late.complete(Result.of("too late"));
    loop.settle();
    assertThat(loop.provider.started()).isEqualTo(2);
    assertThat(loop.counted).isEmpty();
  }

  @Test
  void aToolThatFailsBreaksOrSaysNothingIsAnError() {
    TestTool fails = new TestTool("fails", Effect.READS, call -> Future.failedFuture("no network"));
    TestTool breaks =
        new TestTool(
            "breaks",
            Effect.READS,
            call -> {
              throw new IllegalStateException("internal 4711");
            });
    TestTool nothing = new TestTool("nothing", Effect.READS, call -> Future.succeededFuture());
    TestTool silent =
        new TestTool("silent", Effect.READS, call -> Future.succeededFuture(Result.of(null)));
    TestTool none = new TestTool("none", Effect.READS, call -> null);
    TestTool refuses =
        new TestTool(
            "refuses",
            Effect.READS,
            call ->
                Future.failedFuture(
                    new FailureException(ErrorCode.UNAVAILABLE, "Nobody is there")));
    loop.want(
        loop.start(fails, breaks, nothing, silent, none, refuses),
        "",
        call("a", "fails"),
        call("b", "breaks"),
        call("c", "nothing"),
        call("d", "silent"),
        call("e", "none"),
        call("f", "refuses"));
    List<Turn> turns = loop.provider.call(1).prompt.turns();
    assertThat(turns.subList(2, 8))
        .extracting(Turn::content)
        .containsExactly(
            "Error: The tool failed: no network",
            "Error: The tool failed",
            "Error: The tool said nothing",
            "",
            "Error: The tool failed",
            "Error: Nobody is there");
  }

  @Test
  void aToolThatDoesNotSayWhatItDoesIsAskedFor() {
    TestTool odd = new TestTool("odd", null, call -> Future.succeededFuture(Result.of("done")));
    loop.want(loop.start(odd), "", call("a", "odd"));
    Await.result(loop.decide(loop.asked(), LoopFixture.ADA.userId(), false));
    loop.provider.call(1);
    assertThat(odd.calls()).isEmpty();
  }

  @Test
  void aToolThatCouldNotDoItIsToldAsAnError() throws InterruptedException {
    loop.want(
        loop.start(
            new TestTool(
                "door", Effect.READS, call -> Future.succeededFuture(Result.error("locked")))),
        "",
        call("a", "door"));
    assertThat(result(loop.provider.call(1))).isEqualTo("Error: locked");
    assertThat(loop.told(Phase.FAILED).detail()).isEqualTo("locked");
    assertThat(outcome()).isEqualTo(ToolOutcome.ERROR);
  }

  @Test
  void aToolMayAnswerOnAnotherThread() {
    TestTool remote =
        new TestTool(
            "remote",
            Effect.READS,
            call -> {
              Promise<Result> promise = Promise.promise();
              Thread.ofVirtual().start(() -> promise.complete(Result.of("from afar")));
              return promise.future();
            });
    loop.want(loop.start(remote), "", call("a", "remote"));
    assertThat(result(loop.provider.call(1))).isEqualTo("from afar");
  }

  @Test
  void aHugeResultIsCutForTheModelAndKeptInBounds() throws InterruptedException {
    String huge = "0123456789".repeat(5 * 1024 * 1024);
    loop.want(loop.start(TestTool.saying("dump", huge)), "", call("a", "dump"));
    assertThat(result(loop.provider.call(1)))
        .hasSizeLessThan(16_100)
        .startsWith(huge.substring(0, 16_000))
        .endsWith("[Cut: the whole result has 52428800 characters]");
    var kept = loop.kept.poll(20, TimeUnit.SECONDS);
    assertThat(kept).isNotNull();
    assertThat(kept.generationId()).isEqualTo(LoopFixture.GENERATION);
    assertThat(kept.callId()).isEqualTo("1");
    assertThat(kept.content())
        .hasSize(1024 * 1024)
        .endsWith("[Cut: of 52428800 characters the first are kept]");
    assertThat(loop.told(Phase.FINISHED))
        .matches(activity -> activity.resultId() == 99)
        .matches(activity -> activity.detail().length() <= Reports.MAX_DETAIL);
  }

  @Test
  void textThatNobodyCouldStoreIsMadeStorable() {
    loop.settings = LoopFixture.settings(8, 32, LONG, LONG, 101);
    String odd = "a\0\uD83D" + "x".repeat(97) + "\uD83D\uDE00";
    loop.want(loop.start(TestTool.saying("odd", odd)), "", call("a", "odd"));
    assertThat(result(loop.provider.call(1)))
        .startsWith("a\uFFFD\uFFFD" + "x".repeat(97) + "\n[Cut");
  }

  @Test
  void aFailureInALaterRoundIsTheAnswersFailure() {
    loop.want(loop.start(TestTool.saying("clock", "noon")), "Wait.", call("a", "clock"));
    Puppet.Strings second = loop.provider.call(1);
    Failure failure = new Failure(ErrorCode.PROVIDER_TIMEOUT, "The provider said nothing");
    Await.run(loop.context, () -> second.listener.failed(failure, true));
    Await.result(loop.ear.end.future());
    assertThat(loop.ear.failure).isEqualTo(failure);
  }

  @Test
  void aCancelWhileAToolIsAtWorkEndsItAll() {
    Promise<Result> slow = Promise.promise();
    TestTool tool = new TestTool("slow", Effect.READS, call -> slow.future());
    loop.want(loop.start(tool), "", call("a", "slow"));
    loop.told(Phase.STARTED);
    Await.run(loop.context, loop.call::cancel);
    assertThat(loop.told(Phase.FAILED).detail()).isEqualTo("The answer ended before");
    assertThat(Await.result(tool.calls().getFirst().givenUp())).isEqualTo(GivenUp.STOPPED);
    slow.complete(Result.of("too late"));
    loop.settle();
    assertThat(loop.provider.started()).isEqualTo(1);
    assertThat(loop.ear.end.future().isComplete()).isFalse();
  }

  @Test
  void aLostAnswerEndsWithoutAnotherWord() {
    Promise<Result> slow = Promise.promise();
    loop.want(
        loop.start(new TestTool("slow", Effect.READS, call -> slow.future())),
        "",
        call("a", "slow"));
    loop.told(Phase.STARTED);
    loop.holds = false;
    Await.run(loop.context, loop.call::cancel);
    loop.settle();
    assertThat(loop.told).isEmpty();
  }

  @Test
  void nothingIsCalledUntilTheAnswerIsSurelyOurs() {
    Promise<Void> beat = Promise.promise();
    loop.certain = beat.future();
    TestTool clock = TestTool.saying("clock", "noon");
    loop.want(loop.start(clock), "", call("a", "clock"));
    loop.settle();
    assertThat(clock.calls()).isEmpty();
    Await.run(loop.context, beat::complete);
    assertThat(result(loop.provider.call(1))).isEqualTo("noon");
  }

  @Test
  void theAnswerMayBePausedInEveryRound() {
    Puppet.Strings first = loop.start(TestTool.saying("clock", "noon"));
    Await.run(loop.context, loop.call::pause);
    assertThat(first.paused).isTrue();
    loop.want(first, "", call("a", "clock"));
    Puppet.Strings second = loop.provider.call(1);
    loop.settle();
    assertThat(second.paused).isTrue();
    Await.run(loop.context, loop.call::resume);
    assertThat(second.paused).isFalse();
    Await.run(loop.context, loop.call::cancel);
    assertThat(second.cancelled).isTrue();
  }
}
