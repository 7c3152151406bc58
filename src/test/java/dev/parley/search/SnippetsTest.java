package dev.parley.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Searches;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SnippetsTest {
  private static final String LONG = "word ".repeat(200);

  @Test
  void understandsWordsPhrasesAndExclusions() {
    SearchText search = SearchText.parse("red \"two words\" -blue -\"not this\" or gre");

    assertThat(search.query())
        .isEqualTo("\"red\" \"two words\" -\"blue\" -\"not this\" or \"gre\" ");
    assertThat(search.wanted()).containsExactly("red", "two words", "gre");
    assertThat(search.begun()).isTrue();
    assertThat(SearchText.parse("red ").begun()).isFalse();
    assertThat(SearchText.parse("\"red\"").begun()).isFalse();
    assertThat(SearchText.parse("\"red and").begun()).isTrue();
    assertThat(SearchText.parse("red -blu").begun()).isFalse();
    assertThat(SearchText.parse(" & | ! ( ) - \" :* <-> ").wanted()).isEmpty();
  }

  @Test
  void marksWholeWordsAndTheBeginningOfTheLast() {
    assertThat(marked("art", "Start the artist, ART")).containsExactly("artist", "ART");
    assertThat(marked("art ", "Start the artist, ART")).containsExactly("ART");
    assertThat(marked("the \"red  car\"", "The red, car")).containsExactly("The", "red, car");
    assertThat(marked("cafe", "Im CAFÉ")).containsExactly("CAFÉ");
    assertThat(marked("café ", "im cafe")).containsExactly("cafe");
    assertThat(marked("dev.parley", "in dev/parley/store")).containsExactly("dev/parley");
    assertThat(marked("東京", "私は東京に住む")).containsExactly("東京");
    assertThat(marked("한", "한국 하늘")).containsExactly("한국");
    assertThat(marked("a.*[b", "a b")).containsExactly("a b");
  }

  @Test
  void cutsAroundTheFirstWordThatWasLookedFor() {
    Snippets.Snippet snippet = snippet("needle", LONG + "needle " + LONG);

    assertThat(snippet.text()).startsWith("…").endsWith("…").contains("needle");
    assertThat(snippet.text()).hasSizeLessThanOrEqualTo(Searches.MAX_SNIPPET);
    assertThat(marks(snippet)).containsExactly("needle");
  }

  @Test
  void neverCutsAPairOfSurrogates() {
    for (int shift = 0; shift < 4; shift++) {
      String text = "x".repeat(shift) + "😀".repeat(300) + " needle " + "😀".repeat(300);
      String cut = snippet("needle", text).text();
      assertThat(cut.codePoints()).noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
      assertThat(cut).contains("needle");
    }
  }

  @Test
  void withoutTheWordItIsTheBeginning() {
    Snippets.Snippet snippet = snippet("other", LONG);

    assertThat(snippet.text()).startsWith("word").endsWith("…");
    assertThat(snippet.ranges()).isEmpty();
    assertThat(snippet("", "short").text()).isEqualTo("short");
    assertThat(snippet("word", LONG).ranges()).hasSize(20);
  }

  @Test
  void looksThroughSoMuchAndNoMore() {
    Snippets snippets = new Snippets(SearchText.parse("\"a ".repeat(100)));
    for (int i = 0; i < 2; i++) {
      assertThat(snippets.of("a ".repeat(25_000)).ranges()).isNotEmpty();
    }
    assertThat(snippets.of("a").ranges()).isEmpty();
    assertThat(snippets.of("a").text()).isEqualTo("a");
  }

  private static List<String> marked(String search, String content) {
    return marks(snippet(search, content));
  }

  private static List<String> marks(Snippets.Snippet snippet) {
    return snippet.ranges().stream()
        .map(range -> snippet.text().substring(range.start(), range.end()))
        .toList();
  }

  private static Snippets.Snippet snippet(String search, String content) {
    return new Snippets(SearchText.parse(search)).of(content);
  }
}
