package dev.parley.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers whose every token says which question it belongs to and which of them it is. */
final class Tokens {
  private static final Pattern TOKEN = Pattern.compile("([^\\s:]+):t(\\d+) ");

  private Tokens() {}

  /** Such as {@code "q3:t17 "}. */
  static String token(String question, int number) {
    return question + ":t" + number + " ";
  }

  /** The first tokens of an answer. */
  static String text(String question, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(token(question, i));
    }
    return text.toString();
  }

  /** The numbers in a text; empty ones stand for what is no token of this question. */
  static List<Integer> numbers(String question, String text) {
    List<Integer> numbers = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (matcher.find()) {
      if (matcher.start() != end) {
        numbers.add(-1);
      }
      numbers.add(matcher.group(1).equals(question) ? Integer.parseInt(matcher.group(2)) : -1);
      end = matcher.end();
    }
    if (end != text.length()) {
      numbers.add(-1);
    }
    return numbers;
  }
}
