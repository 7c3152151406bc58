package dev.parley.chat;

/**
 * Figures of one finished generation.
 *
 * @param ttftMs milliseconds from start to the first token; null when none came
 * @param durationMs milliseconds from start to end
 * @param length characters of the answer
 * @param tokensPerSecond completion tokens per second after the first token; null when unknown
 * @param sentiment of the answer; null when it has no text or was not judged
 * @param context null when the model got the whole conversation
 */
public record GenerationMetrics(
    Long ttftMs,
    long durationMs,
    int length,
    Double tokensPerSecond,
    Sentiment sentiment,
    ContextUse context) {
  /** Of an answer to a whole conversation. */
  public GenerationMetrics(
      Long ttftMs, long durationMs, int length, Double tokensPerSecond, Sentiment sentiment) {
    this(ttftMs, durationMs, length, tokensPerSecond, sentiment, null);
  }

  public GenerationMetrics withContext(ContextUse use) {
    return new GenerationMetrics(ttftMs, durationMs, length, tokensPerSecond, sentiment, use);
  }
}
