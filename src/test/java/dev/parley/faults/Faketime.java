package dev.parley.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A wall clock of one process that can be made to jump; its monotonic clock goes on. */
final class Faketime {
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

  private final Path file;

  /**
   * @param file tells the clock; written here
   */
  Faketime(Path file) {
    this.file = file;
    jump("+0");
  }

  /**
   * What the process has to be started with. The "fix" would take the ends of waits, which are told
   * by the monotonic clock, for times of the wall clock: no thread would wait any more, all would
   * spin.
   */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library().toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_NO_CACHE", "1",
        "FAKETIME_FORCE_MONOTONIC_FIX", "0",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1");
  }

  /** From now on the clock is off by so much, such as {@code +1h}. */
  void jump(String offset) {
    try {
      Files.writeString(file, offset + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path library() {
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      return folders
          .map(folder -> folder.resolve(LIBRARY))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new AssertionError("This scenario needs the package faketime."));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
