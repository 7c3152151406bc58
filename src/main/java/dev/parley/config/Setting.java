package dev.parley.config;

import java.util.List;
import java.util.Map;

/**
 * The text that a source gives for a key.
 *
 * @param source where it stands, for error messages
 */
record Setting(String text, String source) {

  /**
   * What one source says.
   *
   * @param byKey by name of the key; without empty texts
   * @param problems what is wrong with the source itself
   */
  record Layer(Map<String, Setting> byKey, List<String> problems) {
    Layer {
      byKey = Map.copyOf(byKey);
      problems = List.copyOf(problems);
    }
  }
}
