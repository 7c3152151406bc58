package dev.parley.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody typed into a search field, understood.
 *
 * @param query for {@code websearch_to_tsquery}: every word is a phrase, so that what the database
 *     takes apart is still looked for as a whole
 * @param begun the last word may be only the beginning of one
 * @param wanted the words and phrases that are looked for, without those that must not be there
 */
public record SearchText(String query, boolean begun, List<String> wanted) {
  private static final Pattern TERM = Pattern.compile("(-?)(?:\"([^\"]*)(\"|$)|([^\\s\"]+))");

  public SearchText {
    wanted = List.copyOf(wanted);
  }

  public static SearchText parse(String text) {
    StringBuilder query = new StringBuilder();
    List<String> wanted = new ArrayList<>();
    boolean begun = false;
    Matcher terms = TERM.matcher(text);
    while (terms.find()) {
      boolean without = !terms.group(1).isEmpty();
      String word = terms.group(4);
      String term = word == null ? terms.group(2) : word;
      begun = false;
      if (word != null && !without && word.toLowerCase(Locale.ROOT).equals("or")) {
        query.append("or ");
      } else if (term.codePoints().anyMatch(Character::isLetterOrDigit)) {
        query.append(without ? "-\"" : "\"").append(term).append("\" ");
        begun = !without && !"\"".equals(terms.group(3)) && terms.end() == text.length();
        if (!without) {
          wanted.add(term);
        }
      }
    }
    return new SearchText(query.toString(), begun, wanted);
  }
}
