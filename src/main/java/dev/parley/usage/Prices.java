package dev.parley.usage;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The price table.
 *
 * @param currency such as {@code USD}; only shown
 * @param byModel by {@code provider/model} or {@code model}, where {@code *} stands for any text
 */
public record Prices(String currency, Map<String, Price> byModel) {
  /** Nothing has a price. */
  public static final Prices NONE = new Prices("USD", Map.of());

  private static final String ANY = "*";

  public Prices {
    byModel = Map.copyOf(byModel);
  }

  /**
   * The price of a model; empty when it has none. The exact name with its provider wins, then the
   * exact name alone, then the longest pattern.
   */
  public Optional<Price> of(String provider, String model) {
    String whole = provider + "/" + model;
    return Optional.ofNullable(byModel.get(whole))
        .or(() -> Optional.ofNullable(byModel.get(model)))
        .or(() -> matching(pattern -> matches(pattern, whole) || matches(pattern, model)));
  }

  /** The price of what is asked for as {@code name}, with its provider or without. */
  public Optional<Price> of(String name) {
    return Optional.ofNullable(byModel.get(name))
        .or(
            () ->
                byModel.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("/" + name))
                    .min(Map.Entry.comparingByKey())
                    .map(Map.Entry::getValue))
        .or(() -> matching(pattern -> matches(pattern, name)));
  }

  private Optional<Price> matching(Predicate<String> matches) {
    return byModel.keySet().stream()
        .filter(pattern -> pattern.contains(ANY) && matches.test(pattern))
        .max(Comparator.comparingInt(String::length).thenComparing(Comparator.reverseOrder()))
        .map(byModel::get);
  }

  private static boolean matches(String pattern, String name) {
    String regex = Pattern.quote(pattern).replace(ANY, "\\E.*\\Q");
    return Pattern.matches(regex, name);
  }
}
