package dev.parley.store;

import dev.parley.bus.Searches;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of hits ended; opaque to clients.
 *
 * @param newest the newest message that the first page looked at, so that what is written meanwhile
 *     does not move the pages
 * @param offset hits before the next page
 */
record SearchCursor(long newest, int offset) {
  static final SearchCursor START = new SearchCursor(Long.MAX_VALUE, 0);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})-([0-9]{1,4})");

  /** Fails with INVALID_FIELD when it is not one that {@link #encode} made. */
  static SearchCursor decode(String cursor) {
    if (cursor == null) {
      return START;
    }
    Matcher parts = TEXT.matcher(cursor);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > Searches.MAX_HITS) {
      throw Refusals.invalid("cursor is not one that this server gave");
    }
    return new SearchCursor(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  String encode() {
    return newest + "-" + offset;
  }
}
