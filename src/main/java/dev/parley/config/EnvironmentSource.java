package dev.parley.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the settings of environment variables. Those of other programs are none of its business.
 */
final class EnvironmentSource {
  /** Names the configuration file; not a setting itself. */
  static final String CONFIG_FILE = "PARLEY_CONFIG";

  private static final Set<String> VARIABLES =
      Stream.concat(Stream.of(CONFIG_FILE), Keys.all().stream().map(Key::variable))
          .collect(Collectors.toUnmodifiableSet());

  private EnvironmentSource() {}

  /**
   * @param suffix says in messages where the variables stand; may be empty
   */
  static Setting.Layer read(Map<String, String> environment, String suffix) {
    Map<String, Setting> settings = new HashMap<>();
    for (Key<?> key : Keys.all()) {
      Stream.concat(Stream.of(key.variable()), key.aliases().stream())
          .filter(variable -> !environment.getOrDefault(variable, "").isBlank())
          .findFirst()
          .map(variable -> new Setting(environment.get(variable).strip(), variable + suffix))
          .ifPresent(setting -> settings.put(key.name(), setting));
    }
    environment.forEach(
        (variable, text) ->
            ToolKeys.ofVariable(variable)
                .filter(key -> !text.isBlank())
                .ifPresent(
                    key -> settings.put(key.name(), new Setting(text.strip(), variable + suffix))));
    List<String> problems = new ArrayList<>();
    environment.keySet().stream()
        .filter(name -> name.startsWith(Key.PREFIX) && !VARIABLES.contains(name))
        .filter(name -> ToolKeys.ofVariable(name).isEmpty())
        .sorted()
        .map(name -> unknown(name, suffix))
        .forEach(problems::add);
    return new Setting.Layer(settings, problems);
  }

  private static String unknown(String name, String suffix) {
    List<String> near = ToolKeys.nearVariables(name);
    return "Unknown variable '"
        + name
        + "'"
        + suffix
        + "."
        + Nearest.suggestion(name, near.isEmpty() ? VARIABLES : near);
  }
}
