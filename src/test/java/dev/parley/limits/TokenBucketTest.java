package dev.parley.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final ManualNanos clock = new ManualNanos();
  private final TokenBucket bucket = new TokenBucket(Rate.perSecond(10, 5), clock);

  @Test
  void givesTheBurstAtOnceAndThenWaits() {
    for (int i = 0; i < 5; i++) {
      assertThat(bucket.tryTake()).isTrue();
    }
    assertThat(bucket.tryTake()).isFalse();
    assertThat(bucket.take(1)).isEqualTo(Duration.ofMillis(100).toNanos());
  }

  @Test
  void fillsAtItsRate() {
    bucket.take(5);
    clock.advance(Duration.ofMillis(99));
    assertThat(bucket.tryTake()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(bucket.tryTake()).isTrue();
    assertThat(bucket.tryTake()).isFalse();
  }

  @Test
  void neverHoldsMoreThanTheBurst() {
    clock.advance(Duration.ofDays(1));
    assertThat(bucket.take(5)).isZero();
    assertThat(bucket.tryTake()).isFalse();
  }

  @Test
  void aRefusalTakesNothing() {
    bucket.take(3);
    assertThat(bucket.take(4)).isPositive();
    assertThat(bucket.take(2)).isZero();
  }

  @Test
  void refusesWhatItCanNeverGive() {
    assertThatIllegalArgumentException().isThrownBy(() -> bucket.take(6));
    assertThatIllegalArgumentException().isThrownBy(() -> bucket.take(0));
  }
}
