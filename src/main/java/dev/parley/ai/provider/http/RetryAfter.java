package dev.parley.ai.provider.http;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** When a provider wants to be asked again. */
final class RetryAfter {
  private static final long MOST_MS = Duration.ofDays(1).toMillis();

  private RetryAfter() {}

  /** Milliseconds from now, 0 to a day; null when the provider named no time that makes sense. */
  static Long millis(MultiMap headers, Instant now) {
    Long exact = number(headers.get("retry-after-ms"), 1);
    if (exact != null) {
      return exact;
    }
    String value = headers.get("retry-after");
    Long seconds = number(value, 1000);
    return seconds != null || value == null ? seconds : date(value, now);
  }

  private static Long number(String value, int unitMs) {
    if (value == null) {
      return null;
    }
    try {
      double number = Double.parseDouble(value.strip());
      return Double.isFinite(number) ? bounded(number * unitMs) : null;
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  private static Long date(String value, Instant now) {
    try {
      Instant then =
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return bounded((double) Duration.between(now, then).toMillis());
    } catch (DateTimeParseException notADate) {
      return null;
    }
  }

  private static long bounded(double ms) {
    return Math.clamp(Math.round(ms), 0, MOST_MS);
  }
}
