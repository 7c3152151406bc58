package dev.parley.ai;

import java.util.ArrayList;
import java.util.List;

/** Text that waits to be written, and how it is cut. Sizes are bytes of UTF-8. */
final class WaitingText {
  /** Most bytes of one chunk. */
  static final int MAX_CHUNK = 16 * 1024;

  /** Most bytes of the chunks that are appended at once. */
  static final int MAX_BATCH = 64 * 1024;

  private final StringBuilder text = new StringBuilder();

  /** Adds text without lone surrogates. */
  void add(String more) {
    text.append(more);
  }

  int length() {
    return text.length();
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /** Takes the oldest text, as the contents of the chunks of one batch. */
  List<String> takeBatch() {
    List<String> contents = new ArrayList<>();
    int from = 0;
    int room = MAX_BATCH;
    while (from < text.length() && room >= MAX_CHUNK) {
      int to = from;
      int bytes = 0;
      while (to < text.length()) {
        int codePoint = Character.codePointAt(text, to);
        int more = bytes(codePoint);
        if (bytes + more > MAX_CHUNK) {
          break;
        }
        bytes += more;
        to += Character.charCount(codePoint);
      }
      contents.add(text.substring(from, to));
      from = to;
      room -= bytes;
    }
    text.delete(0, from);
    return contents;
  }

  private static int bytes(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }
}
