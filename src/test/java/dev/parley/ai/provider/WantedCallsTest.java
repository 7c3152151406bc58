package dev.parley.ai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.provider.Provider.ToolCall;
import org.junit.jupiter.api.Test;

class WantedCallsTest {
  /** The model is told its own calls again, and its server would fail on it. */
  @Test
  void halfACharacterIsReplacedAndOneInTwoPiecesIsNot() {
    WantedCalls calls = new WantedCalls();
    calls.add(0, "a\ud83d", "cal\ud83dc", "{\"x\": \"\ud83d");
    calls.add(0, "", "", "\ude00 \ud83d\"}");
    assertThat(calls.all())
        .containsExactly(new ToolCall("a\ufffd", "cal\ufffdc", "{\"x\": \"\ud83d\ude00 \ufffd\"}"));
  }
}
