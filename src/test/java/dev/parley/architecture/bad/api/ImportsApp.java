package dev.parley.architecture.bad.api;

import dev.parley.architecture.bad.app.App;

final class ImportsApp {
  private ImportsApp() {}

  static String name() {
    return App.name();
  }
}
