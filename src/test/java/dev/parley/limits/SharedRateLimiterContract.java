package dev.parley.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a limiter does whose count is shared by all nodes: each that is made is one of a node. */
public abstract class SharedRateLimiterContract extends RateLimiterContract {
  @Test
  void countsTogetherWithOthers() throws Exception {
    RateLimiter one = create(Rate.perMinute(6, 3));
    RateLimiter other = create(Rate.perMinute(6, 3));
    take(one, "together", 2);

    assertThat(take(other, "together", 2)).isInstanceOf(Decision.Refused.class);
    assertThat(take(other, "together", 1)).isInstanceOf(Decision.Allowed.class);
    assertThat(take(one, "together", 1)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void neverGivesMoreThanThereIsHoweverManyAskAtOnce() throws Exception {
    List<RateLimiter> nodes = List.of(create(Rate.perMinute(1, 5)), create(Rate.perMinute(1, 5)));
    List<Future<Decision>> asked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      asked.add(nodes.get(i % 2).take("storm", 1));
    }
    List<Decision> decisions =
        Future.all(asked)
            .<Decision>map(all -> null)
            .compose(all -> Future.succeededFuture(asked.stream().map(Future::result).toList()))
            .await(20, TimeUnit.SECONDS);

    assertThat(decisions).filteredOn(Decision.Allowed.class::isInstance).hasSizeBetween(1, 5);
  }

  @Test
  void keepsTheCountsOfLongKeysApart() throws Exception {
    RateLimiter limiter = create(Rate.perMinute(1, 1));
    String longKey = "k".repeat(10_000);

    assertThat(take(limiter, longKey + "a", 1)).isInstanceOf(Decision.Allowed.class);
    assertThat(take(limiter, longKey + "b", 1)).isInstanceOf(Decision.Allowed.class);
    assertThat(take(limiter, longKey + "a", 1)).isInstanceOf(Decision.Refused.class);
  }
}
