package dev.parley.build;

import java.util.ArrayList;
import java.util.List;

/** What {@code .editorconfig} asks of every text file. */
final class TextStyle {
  private TextStyle() {}

  /**
   * The faults of a text, each with its line number.
   *
   * @param markdown two spaces at the end of a line are a line break, so they are allowed
   */
  static List<String> faults(String text, boolean markdown) {
    List<String> faults = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.contains("\t")) {
        faults.add("line " + (i + 1) + ": tab");
      }
      if (!markdown && !line.stripTrailing().equals(line)) {
        faults.add("line " + (i + 1) + ": space at the end");
      }
    }
    if (text.contains("\r")) {
      faults.add("carriage return");
    }
    if (!text.isEmpty() && !text.endsWith("\n")) {
      faults.add("no newline at the end");
    }
    return faults;
  }
}
