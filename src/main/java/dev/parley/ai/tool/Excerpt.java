package dev.parley.ai.tool;

/** The beginning of what somebody else wrote. */
final class Excerpt {
  private Excerpt() {}

  /**
   * At most so many characters and no torn one, the last an ellipsis where something is missing.
   */
  static String of(String text, int most) {
    return text.length() <= most ? text : start(text, most - 1) + "…";
  }

  /** At most so many characters, without a torn one. */
  static String start(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean torn = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, torn ? most - 1 : most);
  }

  /** With U+FFFD for each half of a pair, and each NUL, that nobody could store or send. */
  static String clean(String text) {
    StringBuilder copy = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        copy = copy == null ? new StringBuilder(text) : copy;
        copy.setCharAt(i, '\uFFFD');
      }
    }
    return copy == null ? text : copy.toString();
  }
}
