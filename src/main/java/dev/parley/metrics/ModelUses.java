package dev.parley.metrics;

import dev.parley.bus.Metrics.ModelUse;
import dev.parley.chat.Usage;
import dev.parley.usage.Amount;
import dev.parley.usage.Price;
import dev.parley.usage.Prices;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each model was used for since the start. The accounts are in the database. */
final class ModelUses {
  /** Most models; further ones are not counted. */
  static final int MAX = 100;

  private record Key(String provider, String model) {}

  private final Prices prices;
  private final Map<Key, Amount> uses = new HashMap<>();

  ModelUses(Prices prices) {
    this.prices = prices;
  }

  String currency() {
    return prices.currency();
  }

  /** Nothing is counted for a call that nobody was asked for. */
  void add(String provider, String model, Usage usage) {
    if (provider == null || model == null) {
      return;
    }
    Key key = new Key(provider, model);
    if (uses.size() < MAX || uses.containsKey(key)) {
      uses.merge(key, amount(key, usage), Amount::plus);
    }
  }

  private Amount amount(Key key, Usage usage) {
    Optional<Price> price = prices.of(key.provider(), key.model());
    return new Amount(
        1,
        usage.promptTokens(),
        usage.completionTokens(),
        price.map(known -> known.micros(usage)).orElse(0L),
        usage.estimated() ? 1 : 0,
        price.isPresent() ? 0 : 1);
  }

  List<ModelUse> all() {
    return uses.entrySet().stream()
        .map(use -> new ModelUse(use.getKey().provider(), use.getKey().model(), use.getValue()))
        .sorted(Comparator.comparingLong((ModelUse use) -> use.amount().tokens()).reversed())
        .toList();
  }
}
