package dev.parley.store;

import dev.parley.chat.Conversation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a page of a list of conversations ended; opaque to clients. */
record Cursor(Instant updatedAt, long id) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,17})\\.([0-9]{1,18})");

  static Cursor after(Conversation last) {
    return new Cursor(last.updatedAt(), last.id());
  }

  /** Fails with INVALID_FIELD when it is not one that {@link #encode} made. */
  static Cursor decode(String cursor) {
    try {
      byte[] text = Base64.getUrlDecoder().decode(cursor);
      Matcher parts = TEXT.matcher(new String(text, StandardCharsets.US_ASCII));
      if (parts.matches()) {
        long micros = Long.parseLong(parts.group(1));
        return new Cursor(
            Instant.EPOCH.plus(micros, ChronoUnit.MICROS), Long.parseLong(parts.group(2)));
      }
    } catch (IllegalArgumentException notBase64) {
      throw Refusals.invalid("cursor is not one that this server gave");
    }
    throw Refusals.invalid("cursor is not one that this server gave");
  }

  String encode() {
    String text = ChronoUnit.MICROS.between(Instant.EPOCH, updatedAt) + "." + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
