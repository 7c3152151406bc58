package dev.parley.architecture.bad;

import dev.parley.architecture.bad.app.App;

/** Allowed: the entry point knows app and prints. */
final class Main {
  private Main() {}

  static void start() {
    System.out.println(App.name());
  }
}
