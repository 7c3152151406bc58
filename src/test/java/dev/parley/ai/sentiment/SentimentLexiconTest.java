package dev.parley.ai.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Sentiment;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentimentLexiconTest {
  private static String label(String text) {
    return SentimentLexicon.judge(text).label();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I love this, it works great!",
        "That is a wonderful idea.",
        "Thank you, that was very helpful.",
        "Congratulations on your success!",
        "The food was not bad at all.",
        "I'm happy to help you with that.",
        "The new version is much better and faster."
      })
  void hearsJoy(String text) {
    assertThat(label(text)).isEqualTo("positive");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "This is terrible and I hate it.",
        "Unfortunately the build failed with a fatal error.",
        "I am sorry, but I cannot help with that.",
        "The service was not good.",
        "It crashed again and I lost my data.",
        "What a waste of time.",
        "It was good, but the ending was awful."
      })
  void hearsTrouble(String text) {
    assertThat(label(text)).isEqualTo("negative");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The meeting is at ten o'clock.",
        "Paris is the capital of France.",
        "Add two and three to get five.",
        "The file is in the folder src.",
        "Water boils at 100 degrees.",
        "我很高兴",
        "!!! ??? ..."
      })
  void hearsNothing(String text) {
    assertThat(label(text)).isEqualTo("neutral");
  }

  @Test
  void aTextIsTheMeanOfItsSentences() {
    double good = SentimentLexicon.judge("This is good.").score();
    assertThat(SentimentLexicon.judge("This is good. Paris is a town.").score())
        .isBetween(good / 2 - 0.01, good / 2 + 0.01);
    assertThat(SentimentLexicon.judge("This is good. ".repeat(100)).score()).isEqualTo(good);
  }

  /** The sentences that the decision on the library was measured on. */
  @Test
  void labelsThreeOfFourSentencesAsPeopleDo() throws IOException, URISyntaxException {
    Path sentences = Path.of(getClass().getResource("/sentiment.tsv").toURI());
    List<String> wrong = new ArrayList<>();
    int all = 0;
    for (String line : Files.readAllLines(sentences)) {
      String[] fields = line.split("\t", 2);
      all++;
      if (!label(fields[1]).equals(fields[0])) {
        wrong.add(line);
      }
    }
    assertThat(all).isBetween(40, 60);
    assertThat(wrong).hasSizeLessThanOrEqualTo(all / 4);
  }

  @Test
  void nothingHasNoMood() {
    assertThat(SentimentLexicon.judge("")).isNull();
    assertThat(SentimentLexicon.judge(" \n")).isNull();
  }

  @Test
  void onlyTheBeginningCounts() {
    String neutral = "Paris is a town. ".repeat(SentimentLexicon.MAX_CHARACTERS / 17 + 1);
    assertThat(SentimentLexicon.judge(neutral + "I hate it.".repeat(5_000)))
        .isEqualTo(new Sentiment("neutral", 0));
  }

  @Test
  void anyTextHasAMoodWithinTheBounds() {
    Random random = new Random(3);
    String[] words = {
      "but",
      "never",
      "so",
      "this",
      "kind of",
      "the bomb",
      "at least",
      "not",
      "n't",
      "good",
      "BAD",
      "very",
      "!",
      "?",
      ":)",
      "'",
      "\"",
      "least",
      ".",
      "\uD83D\uDE00",
      "\uD800",
      "\0",
      "<3",
      "yeah"
    };
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder("x");
      for (int i = random.nextInt(80); i > 0; i--) {
        text.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
      }
      assertThat(SentimentLexicon.judge(text.toString()).score()).isBetween(-1.0, 1.0);
    }
    assertThat(SentimentLexicon.judge("x".repeat(50_000)).score()).isZero();
  }
}
