package dev.parley.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of a scenario: a line in {@code target/faults/report.txt} and on the console. */
final class Report implements AutoCloseable {
  private static final Path FOLDER = Path.of("target", "faults");

  private final String scenario;
  private final Map<String, Long> sums = new LinkedHashMap<>();

  Report(String scenario) {
    this.scenario = scenario;
  }

  void add(String what, long count) {
    sums.merge(what, count, Long::sum);
  }

  void longest(String what, long milliseconds) {
    sums.merge(what + ", longest ms", milliseconds, Math::max);
  }

  long count(String what) {
    return sums.getOrDefault(what, 0L);
  }

  /** Where the frames of a failed scenario go. */
  Path frames() {
    return FOLDER.resolve(scenario.replaceAll("\\W+", "-") + "-" + Faults.SEED);
  }

  @Override
  public void close() {
    String line = scenario + ": " + sums + ", " + Faults.hint();
    try {
      Files.createDirectories(FOLDER);
      Files.writeString(
          FOLDER.resolve("report.txt"),
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.println(line);
  }
}
