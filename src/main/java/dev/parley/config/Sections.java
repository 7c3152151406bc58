package dev.parley.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.usage.Limits;
import dev.parley.usage.Price;
import dev.parley.usage.Prices;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads sections with names of one's own; null for what is not valid. */
final class Sections {
  static final String PRICES =
      "at most 1000 models, each like {input: 0.15, output: 0.60} in currency for a million tokens,"
          + " and a currency of at most 8 letters";
  static final String QUOTAS =
      "at most 1000 login names, each with any of requests_per_day, tokens_per_day,"
          + " tokens_per_month, cost_per_day, cost_per_month";

  static final Parser<Long> COUNT = Parser.count(1_000_000_000_000_000L);
  static final Parser<Long> MONEY = Parser.money();

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final int MAX_ENTRIES = 1_000;
  private static final BigDecimal MAX_PRICE = new BigDecimal(1_000_000);
  private static final String CURRENCY = "currency";
  private static final Set<String> PRICE = Set.of("input", "output");
  private static final Set<String> LIMITS =
      Set.of(
          "requests_per_day",
          "tokens_per_day",
          "tokens_per_month",
          "cost_per_day",
          "cost_per_month");

  private Sections() {}

  static Prices prices(String text) {
    JsonNode root = object(text);
    if (root == null) {
      return null;
    }
    String currency = root.path(CURRENCY).asText("USD");
    Map<String, Price> byModel = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!entry.getKey().equals(CURRENCY)) {
        Price price = price(entry.getValue());
        if (price == null) {
          return null;
        }
        byModel.put(entry.getKey(), price);
      }
    }
    return currency.matches("[A-Za-z]{1,8}") ? new Prices(currency, byModel) : null;
  }

  private static Price price(JsonNode node) {
    boolean whole = node.isObject() && PRICE.containsAll(names(node));
    BigDecimal input = amount(node.path("input"));
    BigDecimal output = amount(node.path("output"));
    return whole && input != null && output != null ? new Price(input, output) : null;
  }

  private static BigDecimal amount(JsonNode node) {
    if (!node.isNumber()) {
      return null;
    }
    BigDecimal value = node.decimalValue();
    return value.signum() >= 0 && value.compareTo(MAX_PRICE) <= 0 ? value : null;
  }

  static Map<String, Limits> quotas(String text) {
    JsonNode root = object(text);
    if (root == null) {
      return null;
    }
    Map<String, Limits> byLogin = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      Limits limits = limits(entry.getValue());
      if (limits == null || !entry.getKey().matches("[a-z0-9._-]{3,32}")) {
        return null;
      }
      byLogin.put(entry.getKey(), limits);
    }
    return byLogin;
  }

  private static Limits limits(JsonNode node) {
    if (!node.isObject() || !LIMITS.containsAll(names(node)) || !valid(node)) {
      return null;
    }
    return new Limits(
        value(node, "requests_per_day", COUNT),
        value(node, "tokens_per_day", COUNT),
        value(node, "tokens_per_month", COUNT),
        value(node, "cost_per_day", MONEY),
        value(node, "cost_per_month", MONEY));
  }

  private static boolean valid(JsonNode node) {
    return node.properties().stream()
        .allMatch(
            entry ->
                entry.getValue().isNull()
                    || value(
                            node, entry.getKey(), entry.getKey().startsWith("cost") ? MONEY : COUNT)
                        != null);
  }

  private static Long value(JsonNode node, String name, Parser<Long> parser) {
    return node.hasNonNull(name) ? parser.function().apply(node.get(name).asText()) : null;
  }

  private static Set<String> names(JsonNode node) {
    return Set.copyOf(node.properties().stream().map(Map.Entry::getKey).toList());
  }

  private static JsonNode object(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      return root.isObject() && root.size() <= MAX_ENTRIES ? root : null;
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }
}
