package dev.parley.chat;

/** Tokens of one generation, as the provider counted them or, where it did not, as estimated. */
public record Usage(int promptTokens, int completionTokens, boolean estimated) {
  public int totalTokens() {
    return promptTokens + completionTokens;
  }
}
