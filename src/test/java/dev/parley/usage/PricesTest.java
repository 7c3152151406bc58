package dev.parley.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Usage;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PricesTest {
  private static final Price EXACT = price("1");
  private static final Price ANYWHERE = price("2");
  private static final Price LONG = price("3");
  private static final Price SHORT = price("4");

  private final Prices prices =
      new Prices(
          "USD",
          Map.of(
              "openai/gpt-4o", EXACT, "gpt-4o", ANYWHERE, "openai/gpt-4o-*", LONG, "gpt*", SHORT));

  @Test
  void theExactNameWinsThenTheLongestPattern() {
    assertThat(prices.of("openai", "gpt-4o")).contains(EXACT);
    assertThat(prices.of("azure", "gpt-4o")).contains(ANYWHERE);
    assertThat(prices.of("openai", "gpt-4o-mini")).contains(LONG);
    assertThat(prices.of("azure", "gpt-4o-mini")).contains(SHORT);
    assertThat(prices.of("openai", "o3")).isEmpty();
  }

  @Test
  void whatIsAskedForNeedNotNameItsProvider() {
    assertThat(prices.of("openai/gpt-4o")).contains(EXACT);
    assertThat(prices.of("gpt-4o")).contains(ANYWHERE);
    assertThat(prices.of("gpt-5")).contains(SHORT);
    assertThat(prices.of("o3")).isEmpty();
    assertThat(new Prices("USD", Map.of("p/m", EXACT)).of("m")).contains(EXACT);
  }

  @Test
  void aPatternIsNoRegularExpression() {
    Prices odd = new Prices("USD", Map.of("a.b*", EXACT, "\\E*", LONG));
    assertThat(odd.of("p", "a.b-c")).contains(EXACT);
    assertThat(odd.of("p", "axb")).isEmpty();
  }

  @Test
  void costsAreExactAndRoundedHalfUp() {
    Price price = new Price(new BigDecimal("0.15"), new BigDecimal("0.60"));
    assertThat(price.micros(new Usage(1_000_000, 1_000_000, false))).isEqualTo(750_000);
    assertThat(price.micros(new Usage(3, 0, false))).isZero();
    assertThat(price.micros(new Usage(10, 0, false))).isEqualTo(2);
    assertThat(price.micros(new Usage(1_000_000_000, 1_000_000_000, false)))
        .isEqualTo(750_000_000L);
  }

  private static Price price(String amount) {
    return new Price(new BigDecimal(amount), new BigDecimal(amount));
  }
}
