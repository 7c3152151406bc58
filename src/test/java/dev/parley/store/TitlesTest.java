package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TitlesTest {
  @Test
  void aShortTextIsItsOwnTitle() {
    assertThat(Titles.of("  Hello\n\n  there ")).isEqualTo("Hello there");
  }

  @Test
  void aLongOneIsCutBetweenWords() {
    assertThat(Titles.of("word ".repeat(30))).isEqualTo("word ".repeat(12).strip() + "…");
  }

  @Test
  void signsAreNotCutInHalf() {
    assertThat(Titles.of("x" + "😀".repeat(60))).isEqualTo("x" + "😀".repeat(29) + "…");
  }
}
