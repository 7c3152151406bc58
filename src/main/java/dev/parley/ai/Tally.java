package dev.parley.ai;

import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.chat.GenerationMetrics;
import dev.parley.chat.Sentiment;
import dev.parley.chat.Usage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts and times one generation. */
final class Tally {
  /** A rule of thumb for tokens of a text in a European language. */
  static final int CHARACTERS_PER_TOKEN = 4;

  private final LongSupplier nanos;
  private final long start;
  private long firstText = -1;
  private long end = -1;
  private Usage told;

  /**
   * @param nanos a clock that only goes forward, nanoseconds
   */
  Tally(LongSupplier nanos) {
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  void text() {
    if (firstText < 0) {
      firstText = elapsed();
    }
  }

  /** The provider's own count. */
  void usage(Usage usage) {
    told = usage;
  }

  void end() {
    end = elapsed();
  }

  private long elapsed() {
    return nanos.getAsLong() - start;
  }

  /**
   * The provider's count, or an estimate.
   *
   * @param asked null when no provider was asked
   */
  Usage usage(Prompt asked, String content) {
    if (told != null) {
      return told;
    }
    return new Usage(asked == null ? 0 : promptTokens(asked), tokens(content.length()), true);
  }

  /**
   * What a call counts for: null, nothing, when it failed before its first text and the provider
   * does not say otherwise.
   */
  Usage counted(Usage usage, String content, boolean failed) {
    return failed && content.isEmpty() && told == null ? null : usage;
  }

  /** Of what is asked, as estimated. */
  static int promptTokens(Prompt asked) {
    return tokens(asked.turns().stream().mapToInt(t -> t.content().length()).sum());
  }

  /** Of a text of so many characters, as estimated. */
  static int tokens(int characters) {
    return Math.ceilDiv(characters, CHARACTERS_PER_TOKEN);
  }

  GenerationMetrics metrics(String content, Usage usage, Sentiment sentiment) {
    boolean any = firstText >= 0;
    double seconds = (end - firstText) / 1e9;
    boolean measurable = any && seconds > 0 && usage.completionTokens() > 0;
    return new GenerationMetrics(
        any ? (Long) TimeUnit.NANOSECONDS.toMillis(firstText) : null,
        TimeUnit.NANOSECONDS.toMillis(end),
        content.length(),
        measurable ? (Double) (usage.completionTokens() / seconds) : null,
        sentiment);
  }
}
