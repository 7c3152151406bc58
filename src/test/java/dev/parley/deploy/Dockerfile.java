package dev.parley.deploy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The instructions of the image. */
record Dockerfile(List<Instruction> instructions) {
  /** One of them, such as {@code COPY} with {@code src src}. */
  record Instruction(String name, String argument) {
    List<String> words() {
      return List.of(argument.strip().split("\\s+"));
    }
  }

  static Dockerfile read() {
    String whole = Deployed.text(Path.of("Dockerfile")).replaceAll("\\\\\n\\s*", "");
    return new Dockerfile(
        whole
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.split(" ", 2))
            .map(parts -> new Instruction(parts[0], parts.length < 2 ? "" : parts[1]))
            .toList());
  }

  Stream<Instruction> all(String name) {
    return instructions.stream().filter(instruction -> instruction.name().equals(name));
  }

  Instruction last(String name) {
    return all(name).reduce((first, second) -> second).orElseThrow();
  }

  /** What every process in the container is given. */
  Map<String, String> environment() {
    return all("ENV")
        .flatMap(instruction -> instruction.words().stream())
        .map(assignment -> assignment.split("=", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  /** Folders and files that are taken from the sources. */
  List<String> sources() {
    return all("COPY")
        .map(Instruction::words)
        .filter(words -> !words.getFirst().startsWith("--from"))
        .flatMap(words -> words.subList(0, words.size() - 1).stream())
        .toList();
  }
}
