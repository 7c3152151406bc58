package dev.parley.limits.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.limits.Decision;
import dev.parley.limits.ManualNanos;
import dev.parley.limits.Rate;
import dev.parley.limits.RateLimiter;
import dev.parley.limits.RateLimiterContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryRateLimiterTest extends RateLimiterContract {
  private final ManualNanos clock = new ManualNanos();

  @Override
  protected RateLimiter create(Rate rate) {
    return new MemoryRateLimiter(rate, 100, clock);
  }

  @Override
  protected void advance(Duration duration) {
    clock.advance(duration);
  }

  @Test
  void forgetsTheKeyThatWasAskedForLongestAgo() throws Exception {
    RateLimiter limiter = new MemoryRateLimiter(Rate.perMinute(1), 2, clock);
    take(limiter, "old", 1);
    take(limiter, "kept", 1);
    take(limiter, "new", 1);
    assertThat(take(limiter, "kept", 1)).isInstanceOf(Decision.Refused.class);
    assertThat(take(limiter, "old", 1)).isInstanceOf(Decision.Allowed.class);
  }
}
