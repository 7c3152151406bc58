package dev.parley.ai.prompt;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.parley.chat.Texts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Counts the tokens of texts for one model. Of models whose encoding is not public it is an
 * estimate in OpenAI's newest public one, with a margin of {@value #MARGIN} percent.
 *
 * <p>The first count reads a table, which takes up to a second, and long texts take about a tenth
 * of a second for each million characters: for worker threads, not for event loops.
 */
public final class Tokens {
  static final int MARGIN = 15;

  /** Characters that are encoded at once; the bound of what a text of one long word costs. */
  private static final int SLICE = 8_192;

  private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

  private static final List<String> NEW =
      List.of("gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "chatgpt-", "o1", "o3", "o4-");
  private static final List<String> OLD = List.of("gpt-4", "gpt-3.5");

  private final EncodingType encoding;
  private final int percent;

  private Tokens(EncodingType encoding, int percent) {
    this.encoding = encoding;
    this.percent = percent;
  }

  /**
   * @param model as its provider calls it
   */
  public static Tokens of(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    if (NEW.stream().anyMatch(name::startsWith)) {
      return new Tokens(EncodingType.O200K_BASE, 100);
    }
    return OLD.stream().anyMatch(name::startsWith)
        ? new Tokens(EncodingType.CL100K_BASE, 100)
        : new Tokens(EncodingType.O200K_BASE, 100 + MARGIN);
  }

  /** Blocks. */
  public int count(String text) {
    long tokens = 0;
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + SLICE);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--;
      }
      tokens += REGISTRY.getEncoding(encoding).countTokensOrdinary(text.substring(from, to));
      from = to;
    }
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(tokens * percent, 100L));
  }

  /** No text has more; does not block. */
  public int most(String text) {
    long bytes = text.length() <= SLICE ? utf8(text) : 3L * text.length();
    return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(bytes * percent, 100L));
  }

  /** The beginning of a text that has at most so many tokens; blocks. */
  public String cut(String text, int tokens) {
    String left = text;
    for (int count = count(left); count > tokens; count = count(left)) {
      int end = (int) Math.min(left.length() - 1L, (long) left.length() * tokens / count);
      left = Texts.start(left, end);
    }
    return left;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
