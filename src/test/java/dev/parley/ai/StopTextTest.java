package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Asking.Bounds;
import dev.parley.bus.Asking.Finish;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopTextTest {
  private static StopText until(Integer maxTokens, String... stops) {
    return new StopText(new Bounds(maxTokens, List.of(stops)), 1_000);
  }

  @Test
  void aStopTextIsFoundAcrossPieces() {
    StopText text = until(null, "END", "\n\n");
    assertThat(text.accept("one E")).isEqualTo("one ");
    assertThat(text.accept("N two\n")).isEqualTo("EN two");
    assertThat(text.accept(" EN")).isEqualTo("\n ");
    assertThat(text.finish()).isNull();
    assertThat(text.accept("D three")).isEmpty();
    assertThat(text.finish()).isEqualTo(Finish.STOP);
    assertThat(text.accept("four")).isEmpty();
    assertThat(text.end()).isEmpty();
  }

  @Test
  void whatLookedLikeAStopTextComesAtTheEnd() {
    StopText text = until(null, "END");
    assertThat(text.accept("the EN")).isEqualTo("the ");
    assertThat(text.end()).isEqualTo("EN");
    assertThat(text.finish()).isNull();
  }

  @Test
  void aBoundIsHeldToAndNoCharacterIsHalved() {
    StopText text = until(1);
    assertThat(text.accept("abc")).isEqualTo("abc");
    assertThat(text.accept("\uD83D\uDE00d")).isEmpty();
    assertThat(text.finish()).isEqualTo(Finish.LENGTH);
    StopText exact = until(1);
    assertThat(exact.accept("abcd")).isEqualTo("abcd");
    assertThat(exact.finish()).isNull();
  }
}
