package dev.parley.chat;

/** Cuts and cleans texts without leaving half a surrogate pair, which is no text at all. */
public final class Texts {
  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  /**
   * The beginning, without a torn character at its end.
   *
   * @param most characters, 0 or more
   */
  public static String start(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean torn = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, torn ? most - 1 : most);
  }

  /** With U+FFFD for each half of a pair, and each NUL, that nobody could store or send. */
  public static String clean(String text) {
    StringBuilder copy = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        copy = copy == null ? new StringBuilder(text) : copy;
        copy.setCharAt(i, REPLACEMENT);
      }
    }
    return copy == null ? text : copy.toString();
  }
}
