package dev.parley.config;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Turns the text of a setting into its value.
 *
 * @param expected what the text must be, to end the sentence "It must be ..."
 * @param many several values may be given, as a list
 * @param tree what a file holds is given as JSON, whatever it is
 */
record Parser<T>(String expected, boolean many, boolean tree, Function<T> function) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9}) ?(B|KiB|MiB|GiB)?");
  private static final int MAX_LIST = 100;

  private Parser(String expected, Function<T> function) {
    this(expected, false, false, function);
  }

  /** Takes JSON, or what a file holds as JSON. */
  static <T> Parser<T> tree(String expected, Function<T> function) {
    return new Parser<>(expected, false, true, function);
  }

  /** The value of a text that is neither null nor empty; null when the text is not valid. */
  interface Function<T> {
    T apply(String text);
  }

  static Parser<Integer> integer(int min, int max) {
    return new Parser<>(
        "a whole number from " + min + " to " + max,
        text -> text.matches("\\d{1,10}") ? within(Long.parseLong(text), min, max) : null);
  }

  static Parser<Integer> size(String min, String max) {
    long least = bytes(min);
    long most = bytes(max);
    return new Parser<>(
        "a size such as 65536 or 64KiB, from " + min + " to " + max,
        text -> within(bytes(text), least, most));
  }

  static Parser<Duration> duration(String min, String max) {
    Duration least = time(min);
    Duration most = time(max);
    return new Parser<>(
        "a duration such as 500ms, 10s, 15m or 30d, from " + min + " to " + max,
        text -> {
          Duration value = time(text);
          boolean valid =
              value != null && value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
          return valid ? value : null;
        });
  }

  static Parser<Boolean> bool() {
    return new Parser<>(
        "true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> null;
            });
  }

  static Parser<Long> count(long max) {
    return new Parser<>(
        "a whole number from 0 to " + max,
        text -> {
          boolean valid = text.matches("\\d{1,18}") && Long.parseLong(text) <= max;
          return valid ? (Long) Long.parseLong(text) : null;
        });
  }

  /** An amount of money, in millionths. */
  static Parser<Long> money() {
    return new Parser<>(
        "an amount such as 2.50, up to 1000000000 and with at most 6 decimals",
        text ->
            text.matches("\\d{1,9}(\\.\\d{1,6})?")
                ? (Long) new BigDecimal(text).movePointRight(6).longValueExact()
                : null);
  }

  static Parser<String> text(int maxLength) {
    return new Parser<>(
        "a text of at most " + maxLength + " characters",
        text -> text.length() <= maxLength ? text : null);
  }

  static Parser<String> matching(String regex, String expected) {
    Predicate<String> matches = Pattern.compile(regex).asMatchPredicate();
    return new Parser<>(expected, text -> matches.test(text) ? text : null);
  }

  static Parser<String> oneOf(String... names) {
    List<String> known = List.of(names);
    return new Parser<>(
        "one of " + String.join(", ", known),
        text -> {
          String name = text.toLowerCase(Locale.ROOT);
          return known.contains(name) ? name : null;
        });
  }

  /** Comma-separated values. */
  static <T> Parser<List<T>> list(Parser<T> element) {
    return new Parser<>(
        "a list of at most " + MAX_LIST + ", each " + element.expected(),
        true,
        false,
        text -> {
          List<String> parts =
              Stream.of(text.split(","))
                  .map(String::strip)
                  .filter(part -> !part.isEmpty())
                  .toList();
          List<T> values =
              parts.stream().map(element.function()::apply).filter(value -> value != null).toList();
          return values.size() == parts.size() && values.size() <= MAX_LIST ? values : null;
        });
  }

  /** A name, a token and addresses, with spaces between them. */
  static Parser<BridgeConfig.Service> service() {
    Predicate<String> matches =
        Pattern.compile(
                "[A-Za-z0-9._-]{1,64} [!-+\\--~]{32,256}"
                    + "( parley\\.(provider|tool|moderator)\\.[A-Za-z0-9._-]{1,64}){1,30}")
            .asMatchPredicate();
    return new Parser<>(
        "a name, a token of 32 to 256 characters without commas, and addresses such as"
            + " parley.provider.parrot, with single spaces between them",
        text -> {
          List<String> words = Stream.of(text.split(" ", -1)).toList();
          return matches.test(text)
              ? new BridgeConfig.Service(
                  words.getFirst(), new Secret(words.get(1)), words.subList(2, words.size()))
              : null;
        });
  }

  static Parser<URI> httpUrl() {
    return new Parser<>(
        "a URL that starts with http:// or https:// and has no query, password or fragment",
        text -> {
          URI uri = uri(text.replaceAll("/+$", ""));
          boolean valid =
              uri != null
                  && uri.getHost() != null
                  && uri.getScheme().matches("(?i)https?")
                  && uri.getRawQuery() == null
                  && uri.getRawUserInfo() == null
                  && uri.getRawFragment() == null;
          return valid ? uri : null;
        });
  }

  static Parser<Secret> secret(String regex, String expected) {
    Parser<String> plain = matching(regex, expected);
    return new Parser<>(
        expected,
        text -> {
          String value = plain.function().apply(text);
          return value == null ? null : new Secret(value);
        });
  }

  private static Integer within(long value, long min, long max) {
    return value >= min && value <= max ? (int) value : null;
  }

  private static Duration time(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** The size in bytes; -1 when the text is not a size. */
  private static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return -1;
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    int shift =
        switch (unit) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }

  private static URI uri(String text) {
    try {
      return new URI(text).parseServerAuthority();
    } catch (URISyntaxException notOne) {
      return null;
    }
  }
}
