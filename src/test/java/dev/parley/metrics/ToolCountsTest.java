package dev.parley.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Metrics.ToolOutcome;
import dev.parley.protocol.ServerEvent.BackendStatus.ToolFigures;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolCountsTest {
  private final ToolCounts counts = new ToolCounts();

  @Test
  void saysSoWhileThereAreNone() {
    assertThat(counts.words()).isEqualTo("none");
    assertThat(counts.figures()).isEmpty();
  }

  @Test
  void countsByToolAndOutcomeTheMostCalledFirst() {
    counts.add("clock", ToolOutcome.OK);
    counts.add("weather", ToolOutcome.OK);
    counts.add("weather", ToolOutcome.TIMEOUT);

    assertThat(counts.figures())
        .containsExactly(
            new ToolFigures("weather", 2, Map.of("ok", 1L, "timeout", 1L)),
            new ToolFigures("clock", 1, Map.of("ok", 1L)));
    assertThat(counts.words()).isEqualTo("3 calls, 1 without success: weather 2, clock 1");
  }

  @Test
  void whatIsTooMuchIsCountedTogether() {
    for (int i = 0; i < 10 * ToolCounts.MAX_TOOLS; i++) {
      counts.add("tool" + i, ToolOutcome.OK);
    }
    assertThat(counts.figures()).hasSize(ToolCounts.MAX_TOLD);
    assertThat(counts.figures().getFirst().tool()).isEqualTo("others");
    assertThat(counts.words()).startsWith("2000 calls, 0 without success: others 1800, ");
  }
}
