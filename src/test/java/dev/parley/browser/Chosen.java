package dev.parley.browser;

import java.nio.file.Files;
import java.nio.file.Path;

/** The browser that somebody named. */
record Chosen(Path executable) implements Source {
  @Override
  public String name() {
    return "PARLEY_CHROMIUM";
  }

  @Override
  public Installation find() throws Unavailable {
    if (!Files.isExecutable(executable)) {
      throw new Unavailable(executable + " is not a program");
    }
    return new Installation(executable);
  }
}
