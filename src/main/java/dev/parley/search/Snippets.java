package dev.parley.search;

import dev.parley.bus.Searches;
import dev.parley.bus.Searches.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Cuts out of the messages of one page what somebody looked for, and says where in it the words
 * are. Of a search, the last 16 terms are marked, and the first 16 words of a phrase. When 100,000
 * characters were looked through, further messages show their beginning, with nothing marked.
 */
public final class Snippets {
  private static final String MARK = "…";
  private static final int LENGTH = Searches.MAX_SNIPPET - 2 * MARK.length();
  private static final int BEFORE = 60;

  /** How far a cut moves to fall between words. */
  private static final int WORD = 20;

  private static final int MAX_HIGHLIGHTS = 20;
  private static final int MAX_TERMS = 16;
  private static final int MAX_CHARACTERS = 100_000;

  private static final String LETTER = "[\\p{L}\\p{N}]";
  private static final Pattern GAP = Pattern.compile("[^\\p{L}\\p{N}]+");

  /** Written without spaces between words. */
  private static final Pattern UNSPACED =
      Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}]");

  private static final Comparator<String> LONGEST =
      Comparator.comparingInt(String::length).reversed();

  private final Pattern wanted;
  private int looked;

  public Snippets(SearchText search) {
    int last = search.wanted().size() - 1;
    List<String> terms = new ArrayList<>();
    for (int i = Math.max(0, last + 1 - MAX_TERMS); i <= last; i++) {
      terms.add(term(Folding.fold(search.wanted().get(i)), search.begun() && i == last));
    }
    this.wanted =
        terms.isEmpty()
            ? null
            : Pattern.compile(
                terms.stream().distinct().sorted(LONGEST).collect(Collectors.joining("|")));
  }

  private static String term(String words, boolean begun) {
    String phrase =
        GAP.splitAsStream(words)
            .filter(word -> !word.isEmpty())
            .limit(MAX_TERMS)
            .map(Pattern::quote)
            .collect(Collectors.joining(GAP.pattern()));
    if (UNSPACED.matcher(words).find()) {
      return phrase;
    }
    return "(?<!" + LETTER + ")" + phrase + (begun ? LETTER + "*" : "(?!" + LETTER + ")");
  }

  /**
   * A piece of a message.
   *
   * @param ranges within the text
   */
  public record Snippet(String text, List<Range> ranges) {}

  /** The piece with the first of the words, or the beginning of the message. */
  public Snippet of(String content) {
    looked += content.length();
    boolean look = wanted != null && looked <= MAX_CHARACTERS;
    List<Range> all = look ? find(Folding.fold(content)) : List.of();
    int start = all.isEmpty() ? 0 : wordAfter(content, all.getFirst().start() - BEFORE);
    int end = wordBefore(content, Math.min(content.length(), start + LENGTH));
    String before = start > 0 ? MARK : "";
    List<Range> ranges = new ArrayList<>();
    for (Range range : all) {
      if (range.start() >= end || ranges.size() == MAX_HIGHLIGHTS) {
        break;
      }
      int moved = before.length() - start;
      ranges.add(new Range(range.start() + moved, Math.min(range.end(), end) + moved));
    }
    String text = before + content.substring(start, end) + (end < content.length() ? MARK : "");
    return new Snippet(text, ranges);
  }

  /** The passage from {@code start} to {@code end} of a message, as far as it is still there. */
  public Snippet passage(String content, int start, int end) {
    int from = Math.clamp(start, 0, content.length());
    int to = Math.clamp(Math.min(end, from + LENGTH), from, content.length());
    String before = from > 0 ? MARK : "";
    String text = content.substring(from, to).strip();
    return new Snippet(before + text + (to < content.length() ? MARK : ""), List.of());
  }

  private List<Range> find(String folded) {
    List<Range> found = new ArrayList<>();
    Matcher matcher = wanted.matcher(folded);
    while (matcher.find()
        && (found.isEmpty() || matcher.start() < found.getFirst().start() + LENGTH)) {
      found.add(new Range(matcher.start(), matcher.end()));
    }
    return found;
  }

  private static int wordAfter(String content, int from) {
    if (from <= 0) {
      return 0;
    }
    for (int i = from; i < from + WORD; i++) {
      if (Character.isWhitespace(content.charAt(i))) {
        return i + 1;
      }
    }
    return Character.isLowSurrogate(content.charAt(from)) ? from + 1 : from;
  }

  private static int wordBefore(String content, int to) {
    if (to == content.length()) {
      return to;
    }
    for (int i = to; i > Math.max(0, to - WORD); i--) {
      if (Character.isWhitespace(content.charAt(i))) {
        return i;
      }
    }
    return Character.isLowSurrogate(content.charAt(to)) ? to - 1 : to;
  }
}
