package dev.parley.ai.tool;

import dev.parley.chat.Texts;

/** The beginning of what somebody else wrote. */
final class Excerpt {
  private Excerpt() {}

  /**
   * At most so many characters and no torn one, the last an ellipsis where something is missing.
   */
  static String of(String text, int most) {
    return text.length() <= most ? text : Texts.start(text, most - 1) + "…";
  }
}
