package dev.parley.ai.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Embeddings;
import dev.parley.bus.Searches.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PassagesTest {
  @Test
  void aShortMessageIsOnePassageAndNothingIsNone() {
    assertThat(Passages.of("Hello")).containsExactly(new Range(0, 5));
    assertThat(Passages.of("")).isEmpty();
    assertThat(Passages.of(" \n")).isEmpty();
    assertThat(Passages.of("😀 !?")).isEmpty();
  }

  @Test
  void aLongMessageIsCutBetweenSentencesAndPassagesOverlap() {
    String sentence = "There is a sentence of fifty-two characters in here. ";
    String text = sentence.repeat(20);
    List<Range> passages = Passages.of(text);

    assertThat(passages).hasSizeBetween(5, 10);
    for (int i = 1; i < passages.size(); i++) {
      Range before = passages.get(i - 1);
      assertThat(text.substring(before.start(), before.end())).endsWith("here.");
      assertThat(passages.get(i).start()).isGreaterThan(before.start()).isLessThan(before.end());
      assertThat(text.charAt(passages.get(i).start() - 1)).isEqualTo(' ');
    }
    assertThat(passages.getLast().end()).isEqualTo(text.length());
    assertThat(passages).allMatch(passage -> passage.end() - passage.start() <= Passages.LENGTH);
  }

  @Test
  void nothingIsCutInTheMiddleOfACharacterAndThereIsAnEnd() {
    for (String text : List.of("😀a".repeat(5_000), "x".repeat(20_000), "a😀".repeat(9_000))) {
      List<Range> passages = Passages.of(text);
      assertThat(passages).hasSize(Embeddings.MAX_PASSAGES);
      for (Range passage : passages) {
        String piece = text.substring(passage.start(), passage.end());
        assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
        assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1))).isFalse();
      }
    }
  }
}
