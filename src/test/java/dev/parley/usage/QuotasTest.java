package dev.parley.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.usage.Standing.Span;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuotasTest {
  private static final Instant DAY_ENDS = Instant.parse("2026-02-01T00:00:00Z");
  private static final Instant MONTH_ENDS = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void limitsAreThoseOfTheRoleOrTheirOwn() {
    Limits guest = requests(1);
    Limits user = requests(2);
    Limits admin = requests(3);
    Limits own = requests(4);
    Quotas quotas = new Quotas(guest, user, admin, Map.of("ada", own), Set.of("ada", "root"), 0);

    assertThat(quotas.of(null)).isEqualTo(guest);
    assertThat(quotas.of("bob")).isEqualTo(user);
    assertThat(quotas.of("root")).isEqualTo(admin);
    assertThat(quotas.of("ada")).isEqualTo(own);
    assertThat(quotas.any()).isTrue();
    assertThat(Quotas.NONE.any()).isFalse();
  }

  @Test
  void whatIsHeldCountsAsUsed() {
    Standing standing =
        new Standing(
            new Span(3, 100, 5, 1, 20, 2, DAY_ENDS), new Span(9, 900, 50, 1, 20, 2, MONTH_ENDS));

    List<Quota> all = standing.against(new Limits(4L, 121L, 920L, 7L, 53L));

    assertThat(all).extracting(Quota::exhausted).containsExactly(true, false, true, true, false);
    assertThat(all)
        .extracting(Quota::resetsAt)
        .containsExactly(DAY_ENDS, DAY_ENDS, MONTH_ENDS, DAY_ENDS, MONTH_ENDS);
    assertThat(standing.against(Limits.NONE)).isEmpty();
  }

  @Test
  void aLimitOfZeroIsUsedUpFromTheStart() {
    Span nothing = new Span(0, 0, 0, 0, 0, 0, DAY_ENDS);
    assertThat(new Standing(nothing, nothing).against(requests(0)).getFirst().exhausted()).isTrue();
  }

  private static Limits requests(long most) {
    return new Limits(most, null, null, null, null);
  }
}
