package dev.parley;

import dev.parley.app.Launcher;

/** Entry point. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Launcher.run(args);
  }
}
