package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.usage.Limits;
import dev.parley.usage.Price;
import dev.parley.usage.Prices;
import dev.parley.usage.Quotas;
import dev.parley.usage.Terms;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prices and quotas as they are configured. */
class TermsTest {
  @TempDir private Path folder;

  @Test
  void nothingIsPricedOrLimitedByDefault() throws Exception {
    assertThat(load(Map.of()))
        .isEqualTo(new Terms(Prices.NONE, Quotas.NONE, "demo", Duration.ofDays(400)));
  }

  @Test
  void theFileSaysWhatThingsCostAndWhoMayHaveHowMuch() throws Exception {
    write(
        """
        ai:
          prices:
            currency: EUR
            openai/gpt-4o-mini: {input: 0.15, output: 0.60}
            "anthropic/*": {input: 3, output: 15}
        auth: {admins: [root]}
        quotas:
          guest: {requests_per_day: 5, tokens_per_day: 1000}
          user: {tokens_per_month: 2000000000000, cost_per_day: 0.5, cost_per_month: 10}
          users:
            ada: {cost_per_month: 99.999999}
            bob: {}
          reserve_tokens: 7
        usage: {retention: 40d}
        """);

    Terms terms = load(Map.of("AI_MODEL", "m"));

    assertThat(terms.prices())
        .isEqualTo(
            new Prices(
                "EUR",
                Map.of(
                    "openai/gpt-4o-mini", price("0.15", "0.6"), "anthropic/*", price("3", "15"))));
    assertThat(terms.quotas())
        .isEqualTo(
            new Quotas(
                new Limits(5L, 1_000L, null, null, null),
                new Limits(null, null, 2_000_000_000_000L, 500_000L, 10_000_000L),
                Limits.NONE,
                Map.of("ada", new Limits(null, null, null, null, 99_999_999L), "bob", Limits.NONE),
                Set.of("root"),
                7));
    assertThat(terms.defaultModel()).isEqualTo("m");
    assertThat(terms.kept()).isEqualTo(Duration.ofDays(40));
  }

  @Test
  void theEnvironmentSaysItInJson() throws Exception {
    Terms terms =
        load(
            Map.of(
                "PARLEY_AI_PRICES", "{\"m\": {\"input\": 1, \"output\": 2}}",
                "PARLEY_QUOTAS_USERS", "{\"ada\": {\"tokens_per_day\": 3}}",
                "PARLEY_QUOTAS_ADMIN_COST_PER_DAY", "2.50"));

    assertThat(terms.prices().byModel()).containsKey("m");
    assertThat(terms.quotas().named().get("ada").tokensPerDay()).isEqualTo(3);
    assertThat(terms.quotas().admin().costPerDay()).isEqualTo(2_500_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ai: {prices: {m: 3}}",
        "ai: {prices: {m: {input: 3}}}",
        "ai: {prices: {m: {input: -1, output: 1}}}",
        "ai: {prices: {m: {input: 1, output: 1, image: 1}}}",
        "ai: {prices: {currency: 12}}",
        "ai: {prices: [m]}",
        "ai: {prices: m}",
        "quotas: {users: {ada: 3}}",
        "quotas: {users: {ada: {tokens_per_year: 3}}}",
        "quotas: {users: {ada: {tokens_per_day: -3}}}",
        "quotas: {users: {ada: {tokens_per_day: 3.5}}}",
        "quotas: {users: {ada: {cost_per_day: 3.1234567}}}",
        "quotas: {users: {Ada: {tokens_per_day: 3}}}",
        "quotas: {user: {cost_per_day: much}}",
        "quotas: {user: {tokens_per_year: 3}}",
        "usage: {retention: 30d}",
      })
  void whatIsWrongIsRefused(String yaml) throws Exception {
    write(yaml);

    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(Map.of()));

    assertThat(refused).hasMessageMatching("(?s).*(ai\\.prices|quotas\\.|usage\\.).*");
  }

  private static Price price(String input, String output) {
    return new Price(new BigDecimal(input), new BigDecimal(output));
  }

  private void write(String yaml) throws IOException {
    Files.createDirectories(folder.resolve("conf"));
    Files.writeString(folder.resolve("conf/parley.yaml"), yaml);
  }

  private Terms load(Map<String, String> environment) throws ConfigException {
    return new ConfigLoader(folder, environment).load(null).terms();
  }
}
