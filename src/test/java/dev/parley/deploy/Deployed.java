package dev.parley.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.config.Config;
import dev.parley.config.ConfigLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files that people deploy with, as data, and what Parley makes of the settings in them. */
final class Deployed {
  static final Path FOLDER = Path.of("deploy");

  /** What a process is given beyond its drain: the bound of {@code app.Launcher}. */
  private static final Duration STOPPING = Duration.ofSeconds(20);

  private static final Pattern VARIABLE = Pattern.compile("\\b[A-Z]+(_[A-Z0-9]+)*\\b");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Deployed() {}

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a file, with anchors and merges resolved. */
  static Stream<JsonNode> documents(Path file) {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    return StreamSupport.stream(yaml.loadAll(text(file)).spliterator(), false)
        .map(document -> JSON.valueToTree(document));
  }

  static JsonNode document(Path file) {
    return documents(file).findFirst().orElseThrow();
  }

  static Map<String, String> strings(JsonNode object) {
    Map<String, String> strings = new HashMap<>();
    object.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
    return strings;
  }

  /** Loads what a process with this environment in the container would run with. */
  static Config load(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(Dockerfile.read().environment());
    all.putAll(environment);
    assertThat(documentedVariables()).containsAll(all.keySet());
    return load(null, all);
  }

  /**
   * Loads settings.
   *
   * @param file null for none
   */
  static Config load(Path file, Map<String, String> environment) {
    try {
      String name = file == null ? null : file.toAbsolutePath().toString();
      return new ConfigLoader(Path.of("target"), environment).load(name);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Names that the settings' file explains; the loader itself passes over those it does not know.
   */
  private static Set<String> documentedVariables() {
    return VARIABLE
        .matcher(text(Path.of("conf", "parley.yaml")))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  /** How long a process may need to end. */
  static Duration ending(Config config) {
    return config.shutdown().total().plus(STOPPING);
  }
}
