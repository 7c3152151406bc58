package dev.parley.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a working tree that people write: no build output, no data, no foreign code. */
record SourceTree(Path root) {
  private static final Set<String> SKIPPED =
      Set.of("target", "data", "node_modules", "vendor", ".git", ".idea", ".vscode");

  /** The tree that this build runs in; Maven starts the tests in it. */
  static SourceTree ofThisBuild() {
    return new SourceTree(Path.of("").toAbsolutePath());
  }

  /** The files that end in one of the endings, such as {@code .java}, in a stable order. */
  List<Path> files(String... endings) {
    return walk(root)
        .filter(file -> Stream.of(endings).anyMatch(file.getFileName().toString()::endsWith))
        .sorted()
        .toList();
  }

  String relative(Path file) {
    return root.relativize(file).toString();
  }

  private static Stream<Path> walk(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList().stream()
          .filter(entry -> !SKIPPED.contains(entry.getFileName().toString()))
          .flatMap(entry -> Files.isDirectory(entry) ? walk(entry) : Stream.of(entry));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
