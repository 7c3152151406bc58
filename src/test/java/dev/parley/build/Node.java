package dev.parley.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs Node.js, which the project needs for checking its browser code and nothing else. */
final class Node {
  static final int OLDEST = 18;
  private static final long TIMEOUT_SECONDS = 100;

  private Node() {}

  /**
   * @param output standard output and error, as they came
   */
  record Result(int exitCode, String output) {}

  /**
   * Runs {@code node} in the project's folder.
   *
   * @param input given as standard input; null for none
   * @throws AssertionError when there is no node, saying how to get it, or it does not end in time
   */
  static Result run(Path input, List<String> arguments) throws IOException, InterruptedException {
    return run("node", input, arguments);
  }

  static Result run(String executable, Path input, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(executable));
    command.addAll(arguments);
    Path output = Files.createTempFile("node", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      if (input != null) {
        builder.redirectInput(input.toFile());
      }
      Process process = start(builder, executable);
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            command
                + " did not end within "
                + TIMEOUT_SECONDS
                + " s:\n"
                + Files.readString(output));
      }
      return new Result(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }

  private static Process start(ProcessBuilder builder, String executable) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(
          ("There is no %s on the PATH, and the browser code cannot be tested without it. Install"
                  + " Node.js %d or newer, for example with: apt-get install nodejs")
              .formatted(executable, OLDEST),
          e);
    }
  }
}
