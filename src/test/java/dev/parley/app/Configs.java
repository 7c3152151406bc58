package dev.parley.app;

import dev.parley.config.Config;
import dev.parley.config.ConfigException;
import dev.parley.config.ConfigLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Configurations for tests: the defaults, a folder of their own, and what is given. */
final class Configs {
  private Configs() {}

  static Config with(Path folder, Map<String, String> environment) throws ConfigException {
    Map<String, String> variables = new HashMap<>(environment);
    variables.putIfAbsent("PARLEY_DATA_DIR", folder.resolve("data").toString());
    return new ConfigLoader(folder, variables).load(null);
  }
}
