package dev.parley.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.bus.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All frames of the golden files that a client or the server may send, wherever in a file they are:
 * {@code frame} beside a {@code decoded} command, and each of {@code frames}.
 */
final class GoldenFrames {
  private static final Path FOLDER = Path.of("src/test/resources/dialect");

  /** A frame with where it is from. */
  record Golden(String dialect, String side, String name, JsonNode frame) {}

  /** An event as it travels on the bus. */
  record Event(String name, JsonNode event) {}

  private final List<Golden> frames = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  GoldenFrames() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      for (Path folder : folders.sorted().toList()) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.sorted().toList()) {
            collect(folder.getFileName().toString(), "", Json.MAPPER.readTree(file.toFile()));
          }
        }
      }
    }
  }

  List<Golden> frames() {
    return frames;
  }

  List<Event> events() {
    return events;
  }

  private void collect(String dialect, String outer, JsonNode node) throws IOException {
    if (!(node instanceof ObjectNode golden)) {
      for (JsonNode child : node) {
        collect(dialect, outer, child);
      }
      return;
    }
    String name = golden.path("name").asText(outer);
    if (golden.at("/decoded/type").asText().equals("Command")) {
      add(dialect, "client", name, golden.path("frame"));
    }
    for (JsonNode frame : golden.path("frames")) {
      add(dialect, "server", name, frame);
    }
    if (golden.path("event").isObject()) {
      events.add(new Event(dialect + ": " + name, golden.get("event")));
    }
    for (JsonNode child : golden) {
      if (child.isArray()) {
        collect(dialect, name, child);
      }
    }
  }

  /** Frames that are given as text are read; what is no object, such as binary, has no schema. */
  private void add(String dialect, String side, String name, JsonNode frame) throws IOException {
    JsonNode read = frame.isTextual() ? Json.MAPPER.readTree(frame.textValue()) : frame;
    if (read.isObject() && !read.has("binary")) {
      frames.add(new Golden(dialect, side, name, read));
    }
  }
}
