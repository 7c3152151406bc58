package dev.parley.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A copy of {@code examples/} with the packages that they need. */
public final class Examples {
  private static final Path FOLDER = Path.of("target", "examples");
  private static final long PATIENCE_S = 180;

  private Examples() {}

  /**
   * Makes it, anew in every process. The lock file names no registry: npm takes the one that it is
   * configured with.
   */
  public static Path install() {
    try {
      Files.createDirectories(FOLDER);
      for (Path file : sources()) {
        Files.writeString(FOLDER.resolve(file.getFileName()), Files.readString(file));
      }
      npm();
      return FOLDER;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("examples"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void npm() throws IOException, InterruptedException {
    Path output = Path.of("target", "examples-npm.txt");
    Process npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = npm.waitFor(PATIENCE_S, TimeUnit.SECONDS);
    npm.destroyForcibly();
    if (!ended || npm.exitValue() != 0) {
      throw new AssertionError(Files.readString(output));
    }
  }
}
