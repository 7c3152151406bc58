package dev.parley.browser;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A browser that is on the PATH already. */
record Installed(SearchPath path) implements Source {
  private static final List<String> PROGRAMS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  @Override
  public String name() {
    return "the PATH";
  }

  @Override
  public Installation find() throws Unavailable {
    return PROGRAMS.stream()
        .map(path::find)
        .flatMap(Optional<Path>::stream)
        .findFirst()
        .map(Installation::new)
        .orElseThrow(() -> new Unavailable("has none of " + String.join(", ", PROGRAMS)));
  }
}
