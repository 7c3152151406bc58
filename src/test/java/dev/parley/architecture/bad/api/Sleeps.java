package dev.parley.architecture.bad.api;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

final class Sleeps {
  private Sleeps() {}

  static void onThread() throws InterruptedException {
    Thread.sleep(Duration.ofMillis(1));
  }

  static void onUnit() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(1);
  }
}
