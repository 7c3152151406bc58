package dev.parley.chat.command;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads a list that a model wrote, in whatever way it chose to. */
final class KeyPoints {
  /** Most points that are read. */
  static final int MOST = 10;

  private static final Pattern BULLET = Pattern.compile("^(?:[\\s\\-*•–—#>]|\\d{1,3}[.)])+\\s*");
  private static final Pattern EDGES = Pattern.compile("^[\\[\"]+|[\",\\]]+$");

  private KeyPoints() {}

  static List<String> of(String answer) {
    return answer
        .lines()
        .filter(line -> !line.startsWith("```"))
        .map(line -> BULLET.matcher(line.replace("**", "")).replaceFirst(""))
        .map(line -> EDGES.matcher(line).replaceAll("").strip())
        .filter(Predicate.not(String::isEmpty))
        .filter(line -> !line.endsWith(":"))
        .limit(MOST)
        .toList();
  }
}
