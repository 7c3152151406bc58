package dev.parley.store.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Command {
  /**
   * Longest run of any of the programs used here, seconds. Recovery after a crash takes longest.
   */
  private static final long TIMEOUT_S = 120;

  private Command() {}

  /**
   * @param output what it wrote to both of its streams
   */
  record Outcome(boolean succeeded, String output) {}

  /**
   * Runs a program in a folder. Output goes through a file: a server started by the program would
   * keep a pipe open.
   */
  static Outcome run(Path folder, List<String> words) throws IOException {
    Path output = Files.createTempFile("parley-postgres", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(Command::misleads);
      boolean succeeded = waitFor(builder.start()) == 0;
      return new Outcome(succeeded, read(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** PGPORT and its like, and the language of messages. */
  private static boolean misleads(String variable) {
    return variable.startsWith("PG") || variable.startsWith("LC_") || variable.startsWith("LANG");
  }

  private static int waitFor(Process process) throws IOException {
    try {
      if (process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      return -1;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException().initCause(e);
    }
  }

  static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
