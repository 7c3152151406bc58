package dev.parley.ai;

import dev.parley.chat.Texts;
import java.util.regex.Pattern;

/** Makes a title of what a model answered when it was asked for one. */
final class TitleText {
  private static final int MAX = 80;
  private static final Pattern LABEL = Pattern.compile("^(?i:title|name)\\s*[:：]\\s*");
  private static final Pattern EDGES =
      Pattern.compile("^[\\s\"'`*#“”„«»‘’]+|[\\s\"'`*#“”„«»‘’.。]+$");

  private TitleText() {}

  /** One line; empty when the model gave nothing of use. */
  static String of(String answer) {
    String line =
        answer.lines().map(TitleText::bare).filter(one -> !one.isEmpty()).findFirst().orElse("");
    if (line.length() <= MAX) {
      return line;
    }
    return Texts.start(line, MAX - 1).strip() + "…";
  }

  private static String bare(String line) {
    String open = EDGES.matcher(line).replaceAll("");
    return EDGES
        .matcher(LABEL.matcher(open).replaceFirst(""))
        .replaceAll("")
        .replaceAll("\\s+", " ");
  }
}
