package dev.parley.config;

import java.time.Duration;
import java.util.Map;

/**
 * How prompts are made of conversations, and what else models are asked for.
 *
 * @param maxTokens most tokens of a prompt, however large the window of the model is
 * @param windows by name of a model; for those that are not known, or known wrongly
 * @param summaries whether what does not fit is summarized; otherwise it is left out
 * @param summaryTimeout how long an answer waits for that
 * @param titles whether models name conversations
 * @param suggestions whether models suggest what to ask next
 */
public record PromptsConfig(
    int maxTokens,
    Map<String, Window> windows,
    boolean summaries,
    Duration summaryTimeout,
    boolean titles,
    boolean suggestions) {
  /** Nothing is asked of models but answers. */
  public static final PromptsConfig PLAIN =
      new PromptsConfig(100_000, Map.of(), false, Duration.ofSeconds(20), false, false);

  public PromptsConfig {
    windows = Map.copyOf(windows);
  }

  /**
   * @param tokens of the prompt and the answer together
   * @param maxOutput tokens of the longest answer; null when only the window is known
   */
  public record Window(int tokens, Integer maxOutput) {}
}
