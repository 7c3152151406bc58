package dev.parley.browser;

import java.nio.file.Path;
import java.util.Map;

/**
 * An installed browser.
 *
 * @param executable null for the one that Playwright manages itself
 * @param environment the whole environment to start it with; empty for this process's own
 */
record Installation(Path executable, Map<String, String> environment) {
  Installation(Path executable) {
    this(executable, Map.of());
  }
}
