package dev.parley.ai.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Embeddings;
import java.io.InputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real model. */
final class MiniLmTest {
  private static MiniLm model;

  @BeforeAll
  static void load() throws Exception {
    model = MiniLm.load();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void whatMeansTheSameIsNearWithoutASharedWord() {
    String question = "How do I cook rice?";

    assertThat(likeness(question, "preparing grains on the stove")).isGreaterThan(0.4);
    assertThat(likeness(question, "The meeting was moved to Tuesday")).isLessThan(0.2);
    assertThat(likeness("doctor", "I have an appointment at the clinic")).isGreaterThan(0.3);
  }

  @Test
  void anyTextHasAVectorWithADirection() {
    for (String text : new String[] {"", " ", "\uD83D", "😀", "漢字", "x".repeat(100_000)}) {
      assertThat(model.embed(text)).hasSize(Embeddings.DIMENSIONS).containsAnyOf(127, -127);
    }
  }

  /** Expected are the ids that the tokenizer of the model's makers gives. */
  @Test
  void takesWordsApartAsTheModelWasTrained() throws Exception {
    WordPiece pieces;
    try (InputStream json =
        MiniLm.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
      pieces = WordPiece.read(json);
    }

    assertThat(pieces.encode("Hello, world!")).containsExactly(101, 7592, 1010, 2088, 999, 102);
    assertThat(pieces.encode("")).containsExactly(101, 102);
    assertThat(pieces.encode("x".repeat(101) + " ok")).containsExactly(101, 100, 7929, 102);
    assertThat(pieces.encode("CAFÉ a\u0000b")).isEqualTo(pieces.encode("cafe ab"));
    assertThat(pieces.encode("word ".repeat(500))).hasSize(128).endsWith(102);
  }

  private static double likeness(String one, String other) {
    byte[] a = model.embed(one);
    byte[] b = model.embed(other);
    double product = 0;
    double lengthA = 0;
    double lengthB = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      lengthA += a[i] * a[i];
      lengthB += b[i] * b[i];
    }
    return product / Math.sqrt(lengthA * lengthB);
  }
}
