package dev.parley.ai.provider.demo;

import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the demo says, and how. A word of the newest message may ask for a behaviour: {@code long},
 * {@code slow}, {@code markdown}, {@code fail} (after some words) or {@code hang} (says nothing).
 *
 * @param pieces the answer's words, each with the white space that follows it
 * @param question the newest message
 */
record DemoAnswer(List<String> pieces, Manner manner, String question) {
  /** How an answer is given. */
  enum Manner {
    STEADY,
    SLOW,
    FAILING,
    SILENT
  }

  private static final int LONG_PARAGRAPHS = 40;
  private static final int QUOTED = 80;
  private static final Pattern AFTER_SPACE = Pattern.compile("(?<=\\s)(?=\\S)");
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  private static final String MARKDOWN =
      """

      ## A heading

      Some **bold** text, some *italic* text and some `code` in a line.

      - a list
      - with two entries

      1. first
      2. second

      | column | meaning |
      |---|---|
      | left | the **first** |
      | right | the second |

      ```java
      System.out.println("Hello, Parley");
      ```

      > A quotation, and a [link](https://vertx.io/).
      """;

  static DemoAnswer to(Prompt prompt) {
    List<Turn> asked =
        prompt.turns().stream().filter(turn -> turn.speaker() == Turn.Speaker.USER).toList();
    String question = asked.isEmpty() ? "" : asked.getLast().content();
    Set<String> words = Set.of(distinct(question));
    StringBuilder text = new StringBuilder(introduction(question, asked.size()));
    if (words.contains("markdown")) {
      text.append(MARKDOWN);
    }
    if (words.contains("long")) {
      paragraphs(text);
    }
    return new DemoAnswer(
        List.of(AFTER_SPACE.split(text.toString().strip())), manner(words), question);
  }

  private static String[] distinct(String question) {
    return NO_WORD
        .splitAsStream(question.toLowerCase(Locale.ROOT))
        .distinct()
        .toArray(String[]::new);
  }

  private static Manner manner(Set<String> words) {
    if (words.contains("hang")) {
      return Manner.SILENT;
    }
    if (words.contains("fail")) {
      return Manner.FAILING;
    }
    return words.contains("slow") ? Manner.SLOW : Manner.STEADY;
  }

  private static String introduction(String question, int turn) {
    long words = NO_WORD.splitAsStream(question).filter(word -> !word.isEmpty()).count();
    int characters = question.codePointCount(0, question.length());
    return """
    This is Parley's demo, not a language model: nothing here was thought about. \
    To talk to a real one, set `OPENAI_API_KEY`, or `OPENAI_BASE_URL` for any server that \
    speaks OpenAI's chat completions, and start Parley again.

    Your message is number %d of this conversation and has %d words and %d characters%s.
    """
        .formatted(turn, words, characters, question.isBlank() ? "" : ": " + quote(question));
  }

  private static String quote(String question) {
    String line = question.strip().lines().findFirst().orElse("");
    int end = line.codePointCount(0, line.length()) > QUOTED ? QUOTED : -1;
    return end < 0
        ? "\u201c" + line + "\u201d"
        : "\u201c" + line.substring(0, line.offsetByCodePoints(0, end)) + "\u2026\u201d";
  }

  private static void paragraphs(StringBuilder text) {
    for (int number = 1; number <= LONG_PARAGRAPHS; number++) {
      text.append(
          """

          Paragraph %d of %d. It is here because the word long was in your message, and it lets \
          you see how an answer streams, how the page scrolls while it grows, what happens when \
          you stop it, and that nothing is lost when the connection breaks in the middle.
          """
              .formatted(number, LONG_PARAGRAPHS));
    }
  }
}
