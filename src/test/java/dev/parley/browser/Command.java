package dev.parley.browser;

import dev.parley.browser.Source.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program that installs something. */
final class Command {
  /** Characters of its output that are worth reading when it fails: the last ones. */
  private static final int OUTPUT = 1_000;

  private Command() {}

  /**
   * Waits until the program ends.
   *
   * @param environment added to this process's own
   * @throws Unavailable when it fails or does not end in time, with the end of its output
   */
  static void run(List<String> command, Map<String, String> environment, Duration timeout)
      throws Unavailable {
    try {
      Path log = Files.createTempFile("install", ".log");
      try {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new Unavailable(command + " did not end within " + timeout + "\n" + end(log));
        }
        if (process.exitValue() != 0) {
          throw new Unavailable(command + " failed\n" + end(log));
        }
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new Unavailable(command + " cannot run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(command + " was interrupted");
    }
  }

  private static String end(Path log) throws IOException {
    String output = Files.readString(log).strip();
    return output.substring(Math.max(0, output.length() - OUTPUT)).indent(4).stripTrailing();
  }
}
