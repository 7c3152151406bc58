package dev.parley.testing;

import java.io.IOException;

/** What other processes are sent. */
final class Signals {
  private Signals() {}

  /**
   * @param signal such as STOP
   */
  static void send(long pid, String signal) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid)).start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("kill -" + signal + " of " + pid + " failed");
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
