package dev.parley.chat;

/**
 * Figures of one finished generation.
 *
 * @param ttftMs milliseconds from start to the first token; null when none came
 * @param durationMs milliseconds from start to end
 * @param length characters of the answer
 * @param tokensPerSecond completion tokens per second after the first token; null when unknown
 * @param sentiment of the answer; null when it has no text or was not judged
 */
public record GenerationMetrics(
    Long ttftMs, long durationMs, int length, Double tokensPerSecond, Sentiment sentiment) {}
