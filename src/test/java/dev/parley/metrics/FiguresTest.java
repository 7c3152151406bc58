package dev.parley.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Metrics.Breaker;
import dev.parley.bus.Metrics.ModelUse;
import dev.parley.bus.Metrics.NodeProvider;
import dev.parley.bus.Metrics.ProviderLoad;
import dev.parley.bus.Metrics.Sample;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.usage.Amount;
import dev.parley.usage.Price;
import dev.parley.usage.Prices;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private final Aggregates aggregates =
      new Aggregates(new Prices("EUR", Map.of("p/m", new Price(BigDecimal.ONE, BigDecimal.TWO))));

  @Test
  void modelsAreCountedAtTheirPriceTheMostUsedFirst() {
    ended("p", "rare", new Usage(1, 1, true));
    ended("p", "m", new Usage(10, 5, false));
    ended("p", "m", new Usage(10, 5, false));
    ended(null, null, null);

    assertThat(aggregates.figures(0).currency()).isEqualTo("EUR");
    assertThat(aggregates.figures(0).models())
        .containsExactly(
            new ModelUse("p", "m", new Amount(2, 20, 10, 40, 0, 0)),
            new ModelUse("p", "rare", new Amount(1, 1, 1, 0, 1, 1)));
  }

  @Test
  void noMoreModelsAreKeptThanTheBound() {
    for (int i = 0; i < ModelUses.MAX + 5; i++) {
      ended("p", "m" + i, new Usage(1, 1, false));
    }
    assertThat(aggregates.figures(0).models()).hasSize(ModelUses.MAX);
  }

  @Test
  void providersOfSilentNodesAreLeftOut() {
    ProviderLoad open = new ProviderLoad("p", Breaker.OPEN, 1, 2, 3);
    ProviderLoad closed = new ProviderLoad("q", Breaker.CLOSED, 0, 0, 3);
    aggregates.add(new Sample.Providers("b", List.of(open, closed)), 0);
    aggregates.add(new Sample.Providers("a", List.of(closed)), 1);
    aggregates.add(new Sample.Providers("a", List.of(open)), 2);

    assertThat(aggregates.figures(2).providers())
        .containsExactly(
            new NodeProvider("a", open),
            new NodeProvider("b", open),
            new NodeProvider("b", closed));
    assertThat(aggregates.figures(NodeLoads.SILENT_MS).providers())
        .containsExactly(new NodeProvider("a", open));
  }

  private void ended(String provider, String model, Usage usage) {
    aggregates.add(
        new Sample.GenerationEnded(provider, model, GenerationState.STOPPED, usage, null), 0);
  }
}
