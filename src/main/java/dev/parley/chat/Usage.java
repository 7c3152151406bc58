package dev.parley.chat;

/** Tokens of one generation, as the provider counted them or, where it did not, as estimated. */
public record Usage(int promptTokens, int completionTokens, boolean estimated) {
  /** Nobody asks or answers more, and two of them can be added. */
  private static final int MOST = 1_000_000_000;

  /** What cannot be is brought into bounds: providers may say anything. */
  public Usage {
    promptTokens = Math.clamp(promptTokens, 0, MOST);
    completionTokens = Math.clamp(completionTokens, 0, MOST);
  }

  public int totalTokens() {
    return promptTokens + completionTokens;
  }
}
