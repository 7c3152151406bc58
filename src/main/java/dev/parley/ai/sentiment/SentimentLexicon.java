package dev.parley.ai.sentiment;

import com.vader.sentiment.analyzer.SentimentAnalyzer;
import dev.parley.chat.Sentiment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.BreakIterator;
import java.util.Locale;

/**
 * The mood of English text, by the words in it (VADER). Judged sentence by sentence, which is what
 * VADER was made for; a text is the mean of its sentences. Takes about a tenth of a millisecond for
 * a sentence: not for an event loop.
 */
public final class SentimentLexicon {
  /** Most characters that are judged; the rest of a longer text is ignored. */
  static final int MAX_CHARACTERS = 20_000;

  /** A longer sentence is judged in pieces: the work grows with the square of the length. */
  private static final int MAX_SENTENCE = 300;

  private SentimentLexicon() {}

  /** Null when there is nothing to judge. */
  public static Sentiment judge(String text) {
    String judged = text.substring(0, Math.min(text.length(), MAX_CHARACTERS));
    if (judged.isBlank()) {
      return null;
    }
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    sentences.setText(judged);
    double sum = 0;
    int count = 0;
    int from = sentences.first();
    while (from < judged.length()) {
      int to = Math.min(sentences.following(from), from + MAX_SENTENCE);
      String sentence = judged.substring(from, to);
      if (!sentence.isBlank()) {
        sum += score(sentence);
        count++;
      }
      from = to;
    }
    return Sentiment.of(Math.clamp(Math.round(sum / count * 1000) / 1000.0, -1, 1));
  }

  private static double score(String sentence) {
    try {
      SentimentAnalyzer analyzer = new SentimentAnalyzer(sentence);
      analyzer.analyze();
      return analyzer.getPolarity().get("compound");
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }
}
