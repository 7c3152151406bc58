package dev.parley.ai.prompt;

/**
 * How much a model can have in mind.
 *
 * @param tokens of the prompt and the answer together
 * @param maxOutput tokens that are kept free for the answer, at most half of the window
 */
public record Window(int tokens, int maxOutput) {
  public Window {
    maxOutput = Math.min(maxOutput, tokens / 2);
  }

  /** Most tokens of a prompt. */
  public int forPrompt() {
    return tokens - maxOutput;
  }
}
