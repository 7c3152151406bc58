package dev.parley.ai;

import dev.parley.chat.Generation;
import dev.parley.chat.Texts;

/**
 * An answer that is whole.
 *
 * @param model that gave it
 * @param question the newest message before it
 * @param askerId who asked; null when that is not known
 */
record Answered(
    Generation generation, String model, String question, String content, Long askerId) {
  /** Most characters of either that a model is given afterwards. */
  private static final int MOST = 3_000;

  /** What was said, for a model to read. */
  String exchange() {
    return "User: " + beginning(question) + "\n\nAssistant: " + beginning(content);
  }

  private static String beginning(String text) {
    return text.length() <= MOST ? text : Texts.start(text, MOST) + " …";
  }
}
