package dev.parley.ai.embedding;

import dev.parley.bus.Embeddings;
import dev.parley.bus.Searches.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a message into overlapping passages, each short enough to mean one thing and to be shown as
 * a whole. Cuts fall between sentences, else between words, where there are any.
 */
final class Passages {
  /** Longest passage, UTF-16 units. */
  static final int LENGTH = 236;

  /** How much of a passage the next one begins with, at most. */
  private static final int OVERLAP = 40;

  private Passages() {}

  /**
   * The passages that say something, in order, at most {@link Embeddings#MAX_PASSAGES}; what is
   * behind them is left out.
   */
  static List<Range> of(String text) {
    List<Range> passages = new ArrayList<>();
    int start = 0;
    while (start < text.length() && passages.size() < Embeddings.MAX_PASSAGES) {
      int end = end(text, start);
      if (text.substring(start, end).codePoints().anyMatch(Character::isLetterOrDigit)) {
        passages.add(new Range(start, end));
      }
      start = end == text.length() ? end : next(text, start, end);
    }
    return passages;
  }

  private static int end(String text, int start) {
    int most = start + LENGTH;
    if (most >= text.length()) {
      return text.length();
    }
    int word = 0;
    for (int i = most; i > start + LENGTH / 2; i--) {
      if (Character.isWhitespace(text.charAt(i))) {
        if (endsSentence(text, i)) {
          return i;
        }
        word = Math.max(word, i);
      }
    }
    return word > 0 ? word : whole(text, most);
  }

  private static boolean endsSentence(String text, int space) {
    return text.charAt(space) == '\n' || ".!?:;".indexOf(text.charAt(space - 1)) >= 0;
  }

  /** Where the next passage begins: within this one, at a word. */
  private static int next(String text, int start, int end) {
    for (int i = Math.max(start + 1, end - OVERLAP); i < end; i++) {
      if (Character.isWhitespace(text.charAt(i - 1)) && !Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    return whole(text, end);
  }

  private static int whole(String text, int at) {
    return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
  }
}
