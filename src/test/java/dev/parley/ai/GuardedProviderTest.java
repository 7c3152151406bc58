package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.provider.Heard;
import dev.parley.ai.provider.Provider.Call;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.bus.Metrics;
import dev.parley.bus.Metrics.ProviderLoad;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedProviderTest {
  private static final Failure AWAY = new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "away");

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final AtomicLong clock = new AtomicLong();
  private final Puppet puppet = new Puppet();

  /** One place, one that may wait, two failures. */
  private final GuardedProvider guarded =
      new GuardedProvider(
          vertx, puppet, new Places(1), 1, new Breaker(2, Duration.ofNanos(10), clock::get));

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  private Call ask(String model, Heard heard) {
    return Await.on(context, () -> guarded.start(new Prompt(model, List.of()), heard));
  }

  private void fail(int call, Failure failure, boolean retryable) {
    Puppet.Strings strings = puppet.call(call);
    Await.run(context, () -> strings.listener.failed(failure, retryable));
  }

  @Test
  void saysHowManyRunAndWait() {
    ask("first", new Heard());
    Call second = ask("second", new Heard());
    assertThat(Await.<ProviderLoad>on(context, guarded::load))
        .isEqualTo(new ProviderLoad(puppet.name(), Metrics.Breaker.CLOSED, 1, 1, 1));
    Await.run(context, second::cancel);
    assertThat(Await.<ProviderLoad>on(context, guarded::load).waiting()).isZero();
  }

  @Test
  void oneWaitsForTheOtherAndMoreAreRefused() {
    Heard first = new Heard();
    Heard third = new Heard();
    ask("first", first);
    Call second = ask("second", new Heard());
    ask("third", third);
    Heard.End refused = Await.result(third.end());
    assertThat(refused.failure()).isEqualTo(GuardedCall.BUSY);
    assertThat(refused.retryable()).isTrue();

    Await.run(context, second::pause);
    assertThat(puppet.started()).isEqualTo(1);
    fail(0, AWAY, true);
    assertThat(puppet.call(1).prompt.model()).isEqualTo("second");
    assertThat(puppet.call(1).paused).isTrue();
  }

  @Test
  void aCancelGivesThePlaceBackAndOneThatWaitsIsForgotten() {
    Call first = ask("first", new Heard());
    Call second = ask("second", new Heard());
    Await.run(context, second::cancel);
    ask("third", new Heard());
    Await.run(context, first::cancel);
    Await.run(context, first::cancel);
    assertThat(puppet.call(0).cancelled).isTrue();
    assertThat(puppet.call(1).prompt.model()).isEqualTo("third");
    assertThat(puppet.started()).isEqualTo(2);
  }

  @Test
  void aProviderThatFailsIsLeftAloneForAWhile() {
    for (int i = 0; i < 2; i++) {
      ask("m", new Heard());
      fail(i, AWAY, true);
    }
    assertThat(guarded.available()).isFalse();
    Heard alone = new Heard();
    ask("m", alone);
    assertThat(Await.result(alone.end()).failure()).isEqualTo(GuardedCall.LEFT_ALONE);
    assertThat(puppet.started()).isEqualTo(2);

    clock.set(10);
    assertThat(guarded.available()).isTrue();
    ask("m", new Heard());
    Puppet.Strings probe = puppet.call(2);
    Await.run(context, probe.listener::completed);
    assertThat(guarded.available()).isTrue();
  }

  @Test
  void aRequestThatIsWrongSaysNothingOfTheProvider() {
    for (int i = 0; i < 3; i++) {
      ask("m", new Heard());
      fail(i, AWAY, false);
    }
    assertThat(guarded.available()).isTrue();
  }
}
