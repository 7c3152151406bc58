package dev.parley.ai.tool;

import static dev.parley.ai.tool.LoopFixture.ADA;
import static dev.parley.ai.tool.LoopFixture.call;
import static dev.parley.ai.tool.LoopFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.Puppet;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.bus.Metrics.ToolOutcome;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.ToolActivity;
import dev.parley.protocol.ServerEvent.ToolActivity.Phase;
import dev.parley.testing.Await;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String ARGUMENTS = "{\"room\":\"kitchen\"}";

  private final LoopFixture loop = new LoopFixture();
  private final TestTool light =
      new TestTool("light", Effect.CHANGES, call -> Future.succeededFuture(Result.of("on")));

  @AfterEach
  void close() {
    loop.close();
  }

  private ToolActivity start() {
    Puppet.Strings first = loop.start(light);
    loop.want(first, "", new ToolCall("a", "light", ARGUMENTS));
    return loop.asked();
  }

  private ErrorCode refusal(Future<?> answer) {
    return ((FailureException) Await.failure(answer)).failure().code();
  }

  @Test
  void whatChangesSomethingIsCalledOnceThePersonAgrees() {
    ToolActivity question = start();
    assertThat(question.confirmation().arguments()).isEqualTo(ARGUMENTS);
    assertThat(question.confirmation().expiresInMs()).isBetween(1L, 120_000L);
    assertThat(light.calls()).isEmpty();
    Await.result(loop.decide(question, ADA.userId(), true));
    assertThat(result(loop.provider.call(1))).isEqualTo("on");
    assertThat(light.calls()).hasSize(1);
  }

  @Test
  void othersSeeThatItWaitsAndCannotAnswer() {
    ToolActivity question = start();
    ToolActivity seen = loop.told(Phase.CONFIRM);
    assertThat(seen.confirmation()).isNull();
    assertThat(seen.detail()).isNull();
    assertThat(refusal(loop.decide(question, ADA.userId() + 1, true)))
        .isEqualTo(ErrorCode.NOT_FOUND);
    loop.settle();
    assertThat(light.calls()).isEmpty();
  }

  @Test
  void aRefusalIsToldToTheModelAndNothingIsCalled() throws InterruptedException {
    Await.result(loop.decide(start(), ADA.userId(), false));
    assertThat(result(loop.provider.call(1))).isEqualTo("Error: The person did not agree");
    assertThat(light.calls()).isEmpty();
    assertThat(loop.counted.take().outcome()).isEqualTo(ToolOutcome.DECLINED);
  }

  @Test
  void noAnswerInTimeIsARefusal() {
    loop.settings = LoopFixture.settings(8, 32, LONG, Duration.ofMillis(100), 1000);
    ToolActivity question = start();
    assertThat(result(loop.provider.call(1))).isEqualTo("Error: The person did not agree");
    loop.settle();
    assertThat(refusal(loop.decide(question, ADA.userId(), true))).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(light.calls()).isEmpty();
  }

  @Test
  void onlyTheFirstAnswerCounts() {
    ToolActivity question = start();
    Await.result(loop.decide(question, ADA.userId(), false));
    loop.provider.call(1);
    assertThat(refusal(loop.decide(question, ADA.userId(), true))).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(light.calls()).isEmpty();
  }

  @Test
  void theQuestionIsToldAgainSoThatAPageThatWasLoadedLaterHasIt() {
    ToolActivity question = start();
    ToolActivity again = loop.asked();
    assertThat(again.confirmation().id()).isEqualTo(question.confirmation().id());
    assertThat(again.confirmation().expiresInMs())
        .isLessThan(question.confirmation().expiresInMs());
    Await.result(loop.decide(again, ADA.userId(), true));
    loop.provider.call(1);
  }

  @Test
  void aCancelTakesTheQuestionBack() {
    ToolActivity question = start();
    Await.run(loop.context, loop.call::cancel);
    assertThat(loop.told(Phase.FAILED).callId()).isEqualTo(question.callId());
    loop.settle();
    assertThat(refusal(loop.decide(question, ADA.userId(), true))).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(light.calls()).isEmpty();
    assertThat(loop.provider.started()).isEqualTo(1);
  }

  @Test
  void whoMayCallItIsLookedAtAgainAfterThePersonAgreed() {
    ToolActivity question = start();
    light.allowing(person -> false);
    Await.result(loop.decide(question, ADA.userId(), true));
    assertThat(result(loop.provider.call(1))).startsWith("Error: ");
    assertThat(light.calls()).isEmpty();
  }

  @Test
  void aQuestionDoesNotHinderOtherCalls() {
    TestTool clock = TestTool.saying("clock", "noon");
    loop.want(loop.start(light, clock), "", call("a", "light"), call("b", "clock"));
    assertThat(loop.told(Phase.FINISHED).tool()).isEqualTo("clock");
    Await.result(loop.decide(loop.asked(), ADA.userId(), true));
    assertThat(loop.provider.call(1).prompt.turns()).hasSize(4);
  }
}
