package dev.parley.ai;

import dev.parley.chat.Texts;

/**
 * Makes a model's text storable: PostgreSQL takes no NUL, and half a surrogate pair is no text at
 * all. Both become U+FFFD. A high surrogate at the end of a piece waits for the next one, because
 * some servers cut there.
 */
final class TextCleaner {
  private static final char REPLACEMENT = '\uFFFD';

  private char waiting;

  /** The text that is certain now; possibly empty. */
  String accept(String text) {
    String all = waiting == 0 ? text : waiting + text;
    waiting = 0;
    int length = all.length();
    if (length > 0 && Character.isHighSurrogate(all.charAt(length - 1))) {
      waiting = all.charAt(length - 1);
      length--;
    }
    return Texts.clean(all.substring(0, length));
  }

  /** What still waited when the text ended; possibly empty. */
  String end() {
    String rest = waiting == 0 ? "" : String.valueOf(REPLACEMENT);
    waiting = 0;
    return rest;
  }
}
