package dev.parley.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link RateLimiter} does. */
public abstract class RateLimiterContract {
  private static final Rate RATE = Rate.perMinute(6, 3);

  private final String key = "person:" + UUID.randomUUID();

  protected abstract RateLimiter create(Rate rate);

  /** Lets time go by for the limiters that {@link #create} made. */
  protected abstract void advance(Duration duration);

  @Test
  void allowsTheBurstAndThenSaysWhenToComeBack() throws Exception {
    RateLimiter limiter = create(RATE);
    for (int i = 0; i < 3; i++) {
      assertThat(take(limiter, key, 1)).isInstanceOf(Decision.Allowed.class);
    }
    assertThat(take(limiter, key, 1))
        .isInstanceOfSatisfying(
            Decision.Refused.class,
            refused -> assertThat(refused.retryAfterMs()).isBetween(1L, 10_001L));
  }

  @Test
  void allowsAgainAfterTheTimeItNamed() throws Exception {
    RateLimiter limiter = create(RATE);
    take(limiter, key, 3);
    Decision.Refused refused = (Decision.Refused) take(limiter, key, 2);
    advance(Duration.ofMillis(refused.retryAfterMs()));
    assertThat(take(limiter, key, 2)).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void metersEachKeyByItself() throws Exception {
    RateLimiter limiter = create(RATE);
    take(limiter, key, 3);
    assertThat(take(limiter, key + "-other", 3)).isInstanceOf(Decision.Allowed.class);
    assertThat(take(limiter, key, 1)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void takesAllOrNothing() throws Exception {
    RateLimiter limiter = create(RATE);
    take(limiter, key, 2);
    assertThat(take(limiter, key, 2)).isInstanceOf(Decision.Refused.class);
    assertThat(take(limiter, key, 1)).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void failsForPermitsThatCanNeverBeGiven() {
    RateLimiter limiter = create(RATE);
    assertThatThrownBy(() -> take(limiter, key, 4))
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> take(limiter, key, 0))
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  protected static Decision take(RateLimiter limiter, String key, int permits) throws Exception {
    return limiter
        .take(key, permits)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }
}
