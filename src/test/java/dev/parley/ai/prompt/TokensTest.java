package dev.parley.ai.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  @Test
  void countsAsTheModelDoes() {
    assertThat(Tokens.of("gpt-4o-mini").count("Hello, world!")).isEqualTo(4);
    assertThat(Tokens.of("gpt-4").count("Hello, world!")).isEqualTo(4);
    assertThat(Tokens.of("gpt-4o").count("")).isZero();
  }

  @Test
  void modelsWithAnEncodingOfTheirOwnGetAMargin() {
    String text = "word ".repeat(100);
    int counted = Tokens.of("gpt-4o").count(text);
    assertThat(Tokens.of("claude-sonnet-5-5").count(text))
        .isEqualTo(Math.ceilDiv(counted * (100 + Tokens.MARGIN), 100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain words ",
        "日本語の文章です。",
        "👩🏽‍🚀🎉",
        "ä",
        "x",
        " ",
        "<|endoftext|>",
        "0",
        "\n"
      })
  void noTextHasMoreThanIsSaidInAdvance(String piece) {
    for (String model : List.of("gpt-4o", "gpt-4", "other")) {
      Tokens tokens = Tokens.of(model);
      for (int times : List.of(1, 100, 20_000)) {
        String text = piece.repeat(times);
        int count = tokens.count(text);
        assertThat(count).isPositive().isLessThanOrEqualTo(tokens.most(text));
      }
    }
  }

  @Test
  void whatIsCutFitsAndStaysText() {
    Tokens tokens = Tokens.of("gpt-4o");
    String cut = tokens.cut("🎉日本 ".repeat(500), 50);
    assertThat(tokens.count(cut)).isLessThanOrEqualTo(50);
    assertThat(cut).isNotEmpty();
    assertThat(Character.isHighSurrogate(cut.charAt(cut.length() - 1))).isFalse();
    assertThat(tokens.cut("short", 50)).isEqualTo("short");
  }
}
