package dev.parley.presence;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** People as text: their numbers, with commas between them. */
public final class People {
  private People() {}

  public static String encode(Set<Long> people) {
    return people.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** Nobody for an empty text. */
  public static Stream<Long> decode(String text) {
    return text.isEmpty() ? Stream.empty() : Arrays.stream(text.split(",", -1)).map(Long::valueOf);
  }
}
