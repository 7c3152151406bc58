package dev.parley.browser;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A place to get a browser from. */
interface Source {
  /** For the message that says what was tried. */
  String name();

  /** Finds or installs the browser. */
  Installation find() throws Unavailable;

  /**
   * The sources in the order in which they are tried.
   *
   * @param environment of this process; PARLEY_CHROMIUM in it stands alone, so that a wrong path is
   *     not hidden by another browser
   * @param target for what is installed without the system's package manager
   */
  static List<Source> all(Map<String, String> environment, Path target) {
    String chosen = environment.getOrDefault("PARLEY_CHROMIUM", "");
    if (!chosen.isBlank()) {
      return List.of(new Chosen(Path.of(chosen)));
    }
    SearchPath path = new SearchPath(environment.getOrDefault("PATH", ""));
    return List.of(
        new Installed(path),
        new DebianPackage(path),
        new NodePackage(path, environment, target),
        new PlaywrightDownload());
  }

  /** Why this source has no browser. */
  final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    Unavailable(String reason) {
      super(reason);
    }
  }
}
