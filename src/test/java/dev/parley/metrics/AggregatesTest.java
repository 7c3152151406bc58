package dev.parley.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Metrics.Sample;
import dev.parley.chat.GenerationMetrics;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.protocol.ServerEvent.BackendStatus;
import dev.parley.usage.Prices;
import org.junit.jupiter.api.Test;

class AggregatesTest {
  private final Aggregates aggregates = new Aggregates(Prices.NONE);

  private void ended(GenerationState state, long duration, Long ttft, Double speed) {
    aggregates.add(
        new Sample.GenerationEnded(
            "test",
            "model-" + duration,
            state,
            new Usage(10, 5, false),
            new GenerationMetrics(ttft, duration, 20, speed, null)),
        0);
  }

  @Test
  void thereAreNoFiguresAtFirst() {
    assertThat(aggregates.status(0))
        .isEqualTo(new BackendStatus(0, null, null, null, 0, 0, 0, 0, "none", null));
  }

  @Test
  void endsAreCountedAndMediansTaken() {
    ended(GenerationState.COMPLETED, 100, 10L, 50.0);
    ended(GenerationState.COMPLETED, 300, null, null);
    ended(GenerationState.COMPLETED, 200, 30L, 70.0);
    ended(GenerationState.FAILED, 9_000, 9_000L, 1.0);
    ended(GenerationState.STOPPED, 8_000, 8_000L, 1.0);
    aggregates.add(
        new Sample.GenerationEnded(null, null, GenerationState.INTERRUPTED, null, null), 0);

    BackendStatus status = aggregates.status(0);
    assertThat(status.latencyMs()).isEqualTo(200.0);
    assertThat(status.ttftMs()).isEqualTo(20.0);
    assertThat(status.tokensPerSecond()).isEqualTo(60.0);
    assertThat(status.tokensUsed()).isEqualTo(5 * 15);
    assertThat(status.generationsCompleted()).isEqualTo(3);
    assertThat(status.generationsFailed()).isEqualTo(2);
    assertThat(status.model()).isEqualTo("model-8000");
  }

  @Test
  void onlyRecentAnswersCountForMedians() {
    for (int i = 0; i < Aggregates.WINDOW; i++) {
      ended(GenerationState.COMPLETED, 1, 1L, 1.0);
    }
    for (int i = 0; i < Aggregates.WINDOW; i++) {
      ended(GenerationState.COMPLETED, 7, 7L, 7.0);
    }
    assertThat(aggregates.status(0).latencyMs()).isEqualTo(7.0);
    assertThat(aggregates.status(0).generationsCompleted()).isEqualTo(2 * Aggregates.WINDOW);
  }

  @Test
  void nodesAreAddedUpUntilTheyFallSilent() {
    aggregates.add(new Sample.Connections("a", 3), 0);
    aggregates.add(new Sample.Connections("b", 4), 1_000);
    aggregates.add(new Sample.Connections("a", 5), 2_000);
    aggregates.add(new Sample.Running("b", 2), 1_000);
    assertThat(aggregates.status(2_000).activeConnections()).isEqualTo(9);
    assertThat(aggregates.status(2_000).runningGenerations()).isEqualTo(2);

    BackendStatus later = aggregates.status(1_000 + NodeLoads.SILENT_MS);
    assertThat(later.activeConnections()).isEqualTo(5);
    assertThat(later.runningGenerations()).isZero();
  }

  @Test
  void theNumberOfNodesIsBounded() {
    for (int i = 0; i < NodeLoads.MAX_NODES + 10; i++) {
      aggregates.add(new Sample.Connections("node-" + i, 1), 0);
    }
    aggregates.add(new Sample.Connections("node-0", 2), 0);
    assertThat(aggregates.status(0).activeConnections()).isEqualTo(NodeLoads.MAX_NODES + 1);
  }
}
