package dev.parley.chat;

import java.util.Objects;

/**
 * The mood of a text.
 *
 * @param label {@code positive}, {@code neutral} or {@code negative}
 * @param score from -1 (as negative as can be) to 1
 */
public record Sentiment(String label, double score) {
  /** Scores nearer to 0 than this are neutral. */
  private static final double NEUTRAL = 0.05;

  public Sentiment {
    Objects.requireNonNull(label, "label");
  }

  /** With the label that belongs to the score. */
  public static Sentiment of(double score) {
    if (score >= NEUTRAL) {
      return new Sentiment("positive", score);
    }
    return new Sentiment(score <= -NEUTRAL ? "negative" : "neutral", score);
  }
}
