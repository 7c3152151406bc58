package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.provider.Heard;
import dev.parley.ai.provider.Provider.Call;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryingProviderTest {
  private static final Prompt PROMPT =
      new Prompt("test-model", List.of(new Turn(Speaker.USER, "a question")));
  private static final Failure AWAY = new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "away", 1L);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Puppet puppet = new Puppet();
  private final Heard heard = new Heard();

  @AfterEach
  void close() {
    assertThat(heard.faults()).isEmpty();
    Await.result(vertx.close());
  }

  private Call start(int retries) {
    RetryingProvider provider = new RetryingProvider(vertx, puppet, retries);
    return Await.on(context, () -> provider.start(PROMPT, heard));
  }

  private void fail(Puppet.Strings call, Failure failure, boolean retryable) {
    Await.run(context, () -> call.listener.failed(failure, retryable));
  }

  @Test
  void aFailureBeforeTheFirstTextIsTriedAgain() {
    start(2);
    fail(puppet.call(0), AWAY, true);
    fail(puppet.call(1), new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "no time given"), true);
    Puppet.Strings last = puppet.call(2);
    Await.run(
        context,
        () -> {
          last.listener.text("at last");
          last.listener.usage(new Usage(1, 2, false));
          last.listener.completed();
        });
    Heard.End end = Await.result(heard.end());
    assertThat(end.failure()).isNull();
    assertThat(end.text()).isEqualTo("at last");
    assertThat(end.usage()).isEqualTo(new Usage(1, 2, false));
  }

  @Test
  void theLastFailureIsTold() {
    start(1);
    fail(puppet.call(0), AWAY, true);
    Failure last = new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "still away", 2L);
    fail(puppet.call(1), last, true);
    assertThat(Await.result(heard.end()).failure()).isEqualTo(last);
    assertThat(puppet.started()).isEqualTo(2);
  }

  @Test
  void whatCannotHelpIsNotTried() {
    start(5);
    fail(puppet.call(0), AWAY, false);
    assertThat(Await.result(heard.end()).failure()).isEqualTo(AWAY);
    assertThat(puppet.started()).isEqualTo(1);
  }

  @Test
  void aWaitThatIsTooLongIsLeftToThePerson() {
    start(5);
    Failure later = new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "come back", 10_001L);
    fail(puppet.call(0), later, true);
    assertThat(Await.result(heard.end()).failure()).isEqualTo(later);
    assertThat(puppet.started()).isEqualTo(1);
  }

  @Test
  void aCancelEndsTheWaitForTheNextAttempt() {
    Call call = start(5);
    fail(puppet.call(0), new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "away", 50L), true);
    Await.run(context, call::cancel);
    Promise<Void> later = Promise.promise();
    vertx.setTimer(150, id -> later.complete());
    Await.result(later.future());
    assertThat(puppet.started()).isEqualTo(1);
    assertThat(heard.end().isComplete()).isFalse();
  }

  @Test
  void cancelsAndPausesReachTheAttempt() {
    Call call = start(5);
    Await.run(context, call::pause);
    assertThat(puppet.call(0).paused).isTrue();
    fail(puppet.call(0), AWAY, true);
    Puppet.Strings second = puppet.call(1);
    Await.run(context, () -> {});
    assertThat(second.paused).isTrue();
    Await.run(context, call::resume);
    assertThat(second.paused).isFalse();
    Await.run(context, call::cancel);
    assertThat(second.cancelled).isTrue();
  }
}
