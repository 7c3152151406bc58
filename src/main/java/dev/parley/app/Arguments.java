package dev.parley.app;

import java.util.Iterator;
import java.util.List;

/** What the command line asks for. */
sealed interface Arguments {
  String USAGE =
      """
      Usage: parley [--config FILE]

        --config FILE  read the configuration from FILE instead of conf/parley.yaml
        --help         print this and exit
        --version      print the version and exit

      Every setting, with its default and its environment variable, is in conf/parley.yaml.
      """;

  /**
   * @param configFile null when none is named
   */
  record Run(String configFile) implements Arguments {}

  record Print(String text) implements Arguments {}

  record Wrong(String problem) implements Arguments {}

  static Arguments parse(String... args) {
    String configFile = null;
    Iterator<String> rest = List.of(args).iterator();
    while (rest.hasNext()) {
      String arg = rest.next();
      if (arg.equals("--help") || arg.equals("-h")) {
        return new Print(USAGE);
      } else if (arg.equals("--version")) {
        return new Print("Parley " + Version.current() + "\n");
      } else if (arg.equals("--config") && rest.hasNext()) {
        configFile = rest.next();
      } else if (arg.startsWith("--config=") && !arg.endsWith("=")) {
        configFile = arg.substring("--config=".length());
      } else {
        return new Wrong(
            arg.startsWith("--config")
                ? "--config needs the name of a file."
                : "Unknown argument '" + arg + "'. See --help.");
      }
    }
    return new Run(configFile);
  }
}
