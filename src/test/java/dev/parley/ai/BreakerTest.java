package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Metrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private final AtomicLong clock = new AtomicLong();
  private final Breaker breaker = new Breaker(2, Duration.ofNanos(10), clock::get);

  private void fail() {
    assertThat(breaker.enter()).isTrue();
    breaker.failed();
  }

  @Test
  void opensAfterFailuresInARow() {
    fail();
    assertThat(breaker.enter()).isTrue();
    breaker.succeeded();
    fail();
    assertThat(breaker.isPassable()).isTrue();
    fail();
    assertThat(breaker.isPassable()).isFalse();
    assertThat(breaker.enter()).isFalse();
  }

  @Test
  void letsOneThroughAfterAPause() {
    fail();
    fail();
    clock.set(10);
    assertThat(breaker.enter()).isTrue();
    assertThat(breaker.enter()).as("only one").isFalse();
    breaker.succeeded();
    assertThat(breaker.enter()).isTrue();
  }

  @Test
  void saysHowItStands() {
    assertThat(breaker.state()).isEqualTo(Metrics.Breaker.CLOSED);
    fail();
    fail();
    assertThat(breaker.state()).isEqualTo(Metrics.Breaker.OPEN);
    clock.set(10);
    assertThat(breaker.state()).isEqualTo(Metrics.Breaker.HALF_OPEN);
    breaker.enter();
    assertThat(breaker.state()).isEqualTo(Metrics.Breaker.HALF_OPEN);
    breaker.succeeded();
    assertThat(breaker.state()).isEqualTo(Metrics.Breaker.CLOSED);
  }

  @Test
  void aFailedProbeOpensItAgain() {
    fail();
    fail();
    clock.set(10);
    fail();
    clock.set(19);
    assertThat(breaker.enter()).isFalse();
    clock.set(20);
    assertThat(breaker.enter()).isTrue();
  }

  @Test
  void aProbeThatSaysNothingIsFollowedByAnother() {
    fail();
    fail();
    clock.set(10);
    assertThat(breaker.enter()).isTrue();
    breaker.left();
    assertThat(breaker.enter()).isTrue();
  }
}
