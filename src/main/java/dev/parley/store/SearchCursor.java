package dev.parley.store;

import dev.parley.bus.Searches;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of hits ended; opaque to clients.
 *
 * @param newest the newest message that the first page looked at, so that what is written meanwhile
 *     does not move the pages
 * @param offset hits before the next page
 * @param madeAt when the newest vector was made that the first page looked at; null when it went by
 *     words alone
 */
record SearchCursor(long newest, int offset, OffsetDateTime madeAt) {
  static final OffsetDateTime BEGINNING = Instant.EPOCH.atOffset(ZoneOffset.UTC);

  static final SearchCursor START =
      new SearchCursor(
          Long.MAX_VALUE, 0, BEGINNING.plus(100_000, ChronoUnit.DAYS)); // No vector is newer.

  private static final Pattern TEXT =
      Pattern.compile("([0-9]{1,18})-([0-9]{1,4})(?:-([0-9]{1,16}))?");

  /** Fails with INVALID_FIELD when it is not one that {@link #encode} made. */
  static SearchCursor decode(String cursor) {
    if (cursor == null) {
      return START;
    }
    Matcher parts = TEXT.matcher(cursor);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > Searches.MAX_HITS) {
      throw Refusals.invalid("cursor is not one that this server gave");
    }
    String micros = parts.group(3);
    return new SearchCursor(
        Long.parseLong(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        micros == null ? null : BEGINNING.plus(Long.parseLong(micros), ChronoUnit.MICROS));
  }

  String encode() {
    String words = newest + "-" + offset;
    return madeAt == null ? words : words + "-" + ChronoUnit.MICROS.between(BEGINNING, madeAt);
  }
}
