package dev.parley.ai.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FitTest {
  private static int[] turns(int... sizes) {
    return sizes;
  }

  @Test
  void whatFitsExactlyIsKept() {
    assertThat(Fit.of(turns(10, 20, 30), 40, 0, 10, 100)).isEqualTo(Fit.ALL);
    assertThat(Fit.of(turns(10, 20, 30), 40, 0, 10, 99).first()).isEqualTo(1);
  }

  @Test
  void aSummaryMakesRoomForMoreThanTheNextTurn() {
    Fit fit = Fit.of(turns(10, 10, 10, 10, 10, 10), 0, 0, 5, 55);
    assertThat(fit.first()).isEqualTo(1);
    assertThat(fit.afterSummary()).isEqualTo(3);
  }

  @Test
  void theSummaryThatExistsCounts() {
    assertThat(Fit.of(turns(10, 10), 0, 20, 5, 40)).isEqualTo(Fit.ALL);
    assertThat(Fit.of(turns(10, 10), 0, 21, 5, 40).first()).isEqualTo(1);
    assertThat(Fit.of(turns(10, 10), 0, 31, 5, 40).keepsSummary()).isFalse();
  }

  @Test
  void theNewestTurnIsNeverLeftOut() {
    assertThat(Fit.of(turns(5, 100), 1, 0, 10, 100).tooLong()).isTrue();
    Fit exact = Fit.of(turns(5, 100), 1, 0, 10, 101);
    assertThat(exact.tooLong()).isFalse();
    assertThat(exact.first()).isEqualTo(1);
    assertThat(exact.afterSummary()).as("no room for a summary").isZero();
  }

  @Test
  void manyShortTurnsAreSummarizedToo() {
    int[] many = new int[Fit.MAX_TURNS + 1];
    Arrays.fill(many, 1);
    Fit fit = Fit.of(many, 0, 0, 10, 10_000);
    assertThat(fit.first()).isZero();
    assertThat(fit.afterSummary()).isEqualTo(many.length - Fit.MAX_TURNS / 2);
    assertThat(Fit.of(Arrays.copyOf(many, Fit.MAX_TURNS), 0, 0, 10, 10_000)).isEqualTo(Fit.ALL);
  }

  @Test
  void hugeNumbersDoNotOverflow() {
    int[] huge = {Integer.MAX_VALUE, Integer.MAX_VALUE, 1};
    assertThat(Fit.of(huge, 10, 0, 10, 100).first()).isEqualTo(2);
  }
}
