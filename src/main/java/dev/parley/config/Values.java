package dev.parley.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The value of every key, from the layers that speak of it; later layers win. */
final class Values {
  private final Map<String, Setting> defaults;
  private final Map<String, Setting> settings = new HashMap<>();
  private final Map<Key<?>, Object> values = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  Values(List<Setting.Layer> layers) {
    defaults = layers.getFirst().byKey();
    for (Setting.Layer layer : layers) {
      problems.addAll(layer.problems());
      settings.putAll(layer.byKey());
    }
    Keys.all().forEach(this::parse);
    settings.keySet().forEach(path -> ToolKeys.ofPath(path).ifPresent(this::parse));
  }

  /** The value; null when nothing speaks of the key, or it is not valid. */
  @SuppressWarnings("unchecked") // parse() stores what the parser of this very key made
  <T> T get(Key<T> key) {
    return (T) values.get(key);
  }

  /** The names below a section that somebody speaks of, in order. */
  List<String> names(String section) {
    return ToolKeys.names(section, settings.keySet());
  }

  /** Whether a layer above the first, which holds the defaults, says something else. */
  boolean isChanged(Key<?> key) {
    return !Objects.equals(text(defaults, key), text(settings, key));
  }

  private static String text(Map<String, Setting> from, Key<?> key) {
    Setting setting = from.get(key.name());
    return setting == null ? null : setting.text();
  }

  /** Refuses a combination of values. */
  void require(boolean condition, String problem) {
    if (!condition) {
      problems.add(problem);
    }
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  private void parse(Key<?> key) {
    Setting setting = settings.get(key.name());
    if (setting == null) {
      return;
    }
    Object value = key.parser().function().apply(setting.text());
    if (value != null) {
      values.put(key, value);
      return;
    }
    String shown = key.secret() ? "is not valid" : "is '" + setting.text() + "'";
    problems.add(
        "%s %s in %s. It must be %s."
            .formatted(key.name(), shown, setting.source(), key.parser().expected()));
  }
}
