package dev.parley.limits.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.limits.Decision;
import dev.parley.limits.Rate;
import dev.parley.limits.RateLimiter;
import dev.parley.limits.SharedRateLimiterContract;
import dev.parley.shared.ClusterMap;
import dev.parley.testing.Await;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Without a cluster the map is one of this process; the way to it is the same. */
class ClusterRateLimiterTest extends SharedRateLimiterContract {
  private final Vertx vertx = Vertx.vertx();
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @AfterEach
  void stop() {
    Await.result(vertx.close());
  }

  @Override
  protected RateLimiter create(Rate rate) {
    return create(rate, Duration.ZERO);
  }

  private RateLimiter create(Rate rate, Duration ahead) {
    ClusterMap<Long> map = Await.result(ClusterMap.open(vertx, "parley.shared.test"));
    return new ClusterRateLimiter(map, "things", rate, () -> now.plus(ahead));
  }

  @Override
  protected void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Test
  void aClockThatIsAnHourAheadKeepsNobodyOut() throws Exception {
    Rate rate = Rate.perMinute(6, 3);
    take(create(rate, Duration.ofHours(1)), "somebody", 3);

    assertThat(take(create(rate), "somebody", 3)).isInstanceOf(Decision.Allowed.class);
    assertThat(take(create(rate), "somebody", 1)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void clocksThatDifferALittleGiveNothingTwice() throws Exception {
    Rate rate = Rate.perMinute(6, 3);
    take(create(rate, Duration.ofSeconds(2)), "somebody", 3);

    assertThat(take(create(rate), "somebody", 1)).isInstanceOf(Decision.Refused.class);
  }
}
