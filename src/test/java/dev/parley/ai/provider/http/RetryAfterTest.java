package dev.parley.ai.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({"0,0", "7,7000", "' 7 ',7000", "0.5,500", "-3,0", "99999999999,86400000"})
  void secondsAreRead(String value, long millis) {
    assertThat(of("retry-after", value)).isEqualTo(millis);
  }

  @Test
  void datesAreRead() {
    assertThat(of("retry-after", "Sun, 01 Mar 2026 12:00:30 GMT")).isEqualTo(30_000);
    assertThat(of("retry-after", "Sun, 01 Mar 2026 11:00:00 GMT")).isZero();
    assertThat(of("retry-after", "Tue, 01 Mar 2050 12:00:00 GMT"))
        .isEqualTo(Duration.ofDays(1).toMillis());
  }

  @Test
  void millisecondsAreMoreExact() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap().add("retry-after", "2").add("retry-after-ms", "1234");
    assertThat(RetryAfter.millis(headers, NOW)).isEqualTo(1234);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "NaN", "Infinity", "2026-03-01"})
  void nonsenseIsNoTime(String value) {
    assertThat(of("retry-after", value)).isNull();
  }

  @Test
  void noHeaderIsNoTime() {
    assertThat(RetryAfter.millis(MultiMap.caseInsensitiveMultiMap(), NOW)).isNull();
  }

  private static Long of(String name, String value) {
    return RetryAfter.millis(MultiMap.caseInsensitiveMultiMap().add(name, value), NOW);
  }
}
