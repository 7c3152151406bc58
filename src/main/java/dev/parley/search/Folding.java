package dev.parley.search;

import java.text.Normalizer;

/** Makes texts alike that differ only in case, accents or width, without moving anything. */
final class Folding {
  /** The folded unit of each UTF-16 unit; 0 for one that was not asked for yet. */
  private static final char[] KNOWN = new char[Character.MAX_VALUE + 1];

  private Folding() {}

  /** A text of the same length. */
  static String fold(String text) {
    char[] units = text.toCharArray();
    for (int i = 0; i < units.length; i++) {
      units[i] = fold(units[i]);
    }
    return new String(units);
  }

  /** Two threads may both find it out; they find the same. */
  private static char fold(char unit) {
    if (KNOWN[unit] == 0) {
      KNOWN[unit] = compute(unit);
    }
    return KNOWN[unit];
  }

  private static char compute(char unit) {
    if (Character.isSurrogate(unit)) {
      return unit;
    }
    char lower = Character.toLowerCase(unit);
    char first = Normalizer.normalize(String.valueOf(lower), Normalizer.Form.NFKD).charAt(0);
    // Korean syllables decompose into letters that other syllables begin with, too.
    boolean syllable = unit >= '\uAC00' && unit <= '\uD7A3';
    return syllable ? unit : Character.toLowerCase(first);
  }
}
