package dev.parley.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads and validates the configuration: the built-in {@code conf/parley.yaml}, then the file of
 * the same name in the working directory or the one that is named, then {@code .env}, then the
 * environment. Later sources win.
 */
public final class ConfigLoader {
  private static final String DEFAULTS = "conf/parley.yaml";

  private final Path directory;
  private final Map<String, String> environment;

  /**
   * @param directory where {@code .env} and {@code conf/parley.yaml} are looked for, and what the
   *     name of the file is relative to
   */
  public ConfigLoader(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads all sources.
   *
   * @param file named on the command line; null when none is
   * @throws ConfigException with everything that is wrong
   */
  public Config load(String file) throws ConfigException {
    List<String> problems = new ArrayList<>();
    Map<String, String> dotEnv = dotEnv(problems);
    Values values =
        new Values(
            List.of(
                YamlSource.read(defaults(), "the built-in " + DEFAULTS),
                file(file, dotEnv),
                new Setting.Layer(Map.of(), problems),
                EnvironmentSource.read(dotEnv, " of .env"),
                EnvironmentSource.read(environment, " of the environment")));
    return ConfigBuilder.build(values);
  }

  private Setting.Layer file(String named, Map<String, String> dotEnv) throws ConfigException {
    Map<String, String> variables = new HashMap<>(dotEnv);
    variables.putAll(environment);
    String name = named != null ? named : variables.get(EnvironmentSource.CONFIG_FILE);
    if (name == null || name.isBlank()) {
      if (!Files.exists(directory.resolve(DEFAULTS))) {
        return new Setting.Layer(Map.of(), List.of());
      }
      name = DEFAULTS;
    }
    return YamlSource.read(text(directory.resolve(name), name), name);
  }

  private Map<String, String> dotEnv(List<String> problems) throws ConfigException {
    Path file = directory.resolve(".env");
    return Files.isRegularFile(file) ? DotEnv.parse(text(file, ".env"), problems) : Map.of();
  }

  private static String text(Path file, String name) throws ConfigException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      String reason = Files.exists(file) ? "cannot be read as UTF-8 text" : "does not exist";
      throw new ConfigException(List.of("The configuration file '" + name + "' " + reason + "."));
    }
  }

  private static String defaults() {
    try (InputStream in = ConfigLoader.class.getResourceAsStream("/" + DEFAULTS)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
