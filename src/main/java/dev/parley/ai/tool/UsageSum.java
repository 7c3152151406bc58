package dev.parley.ai.tool;

import dev.parley.ai.provider.Provider.Turn;
import dev.parley.chat.Usage;
import java.util.List;

/** Counts the tokens of all rounds of an answer; a round that was not counted is estimated. */
final class UsageSum {
  /** A rule of thumb for tokens of a text in a European language. */
  private static final int CHARACTERS_PER_TOKEN = 4;

  private Usage before;
  private Usage told;

  /** The provider's count of the round under way. */
  void told(Usage usage) {
    told = usage;
  }

  /** Another round follows. */
  void endRound(List<Turn> asked, int said) {
    before = plus(before, told == null ? estimate(asked, said) : told);
    told = null;
  }

  /** Null after a single round that was not counted: whoever asked for it estimates it. */
  Usage sum(List<Turn> asked, int said) {
    return before == null ? told : plus(before, told == null ? estimate(asked, said) : told);
  }

  private static Usage plus(Usage one, Usage other) {
    return one == null
        ? other
        : new Usage(
            one.promptTokens() + other.promptTokens(),
            one.completionTokens() + other.completionTokens(),
            one.estimated() || other.estimated());
  }

  private static Usage estimate(List<Turn> asked, int said) {
    int prompt = asked.stream().mapToInt(turn -> turn.content().length()).sum();
    return new Usage(
        Math.ceilDiv(prompt, CHARACTERS_PER_TOKEN), Math.ceilDiv(said, CHARACTERS_PER_TOKEN), true);
  }
}
