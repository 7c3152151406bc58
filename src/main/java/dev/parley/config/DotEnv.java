package dev.parley.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a {@code .env} file: {@code NAME=value}, with an optional {@code export} before it,
 * quotes around the value, and comments. Nothing is expanded.
 */
final class DotEnv {
  private static final Pattern LINE =
      Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
  private static final Pattern QUOTED =
      Pattern.compile("\"([^\"]*)\"\\s*(?:#.*)?|'([^']*)'\\s*(?:#.*)?");

  private DotEnv() {}

  /** The variables of the file; lines that say nothing go to {@code problems}, by number only. */
  static Map<String, String> parse(String text, List<String> problems) {
    Map<String, String> variables = new HashMap<>();
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        variables.put(matcher.group(1), value(matcher.group(2)));
      } else {
        problems.add(".env, line " + (i + 1) + ": this is not of the form NAME=value.");
      }
    }
    return variables;
  }

  private static String value(String written) {
    Matcher quoted = QUOTED.matcher(written);
    if (quoted.matches()) {
      return quoted.group(1) != null ? quoted.group(1) : quoted.group(2);
    }
    return written.replaceFirst("(^|\\s)#.*$", "").strip();
  }
}
