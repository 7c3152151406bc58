package dev.parley.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes the part of the configuration that says who answers. */
final class SourcesBuilder {
  private static final URI OLLAMA = URI.create("http://127.0.0.1:11434");

  private final Values values;

  SourcesBuilder(Values values) {
    this.values = values;
  }

  /** Refuses what does not go together. */
  void check() {
    for (Key<List<String>> key :
        List.of(
            Keys.AI_ANTHROPIC_MODELS,
            Keys.AI_HUGGINGFACE_MODELS,
            Keys.AI_OLLAMA_MODELS,
            Keys.AI_BUS_MODELS)) {
      values.require(!list(key).isEmpty(), key.name() + " must name at least one model.");
    }
    values.require(
        !providers().contains("bus") || values.get(Keys.AI_BUS_NAME) != null,
        "ai.bus.name must be set for the provider bus.");
    new ToolSourcesBuilder(values).check();
  }

  SourcesConfig build() {
    return new SourcesConfig(
        providers(),
        list(Keys.AI_FALLBACK),
        new SourcesConfig.Breaker(
            values.get(Keys.AI_BREAKER_FAILURES), values.get(Keys.AI_BREAKER_PAUSE)),
        new SourcesConfig.Server(
            values.get(Keys.AI_ANTHROPIC_BASE_URL),
            values.get(Keys.AI_ANTHROPIC_API_KEY),
            list(Keys.AI_ANTHROPIC_MODELS),
            values.get(Keys.AI_ANTHROPIC_VISION),
            values.get(Keys.AI_ANTHROPIC_TOOLS)),
        values.get(Keys.AI_ANTHROPIC_MAX_TOKENS),
        new SourcesConfig.Server(
            Objects.requireNonNullElse(values.get(Keys.AI_OLLAMA_BASE_URL), OLLAMA),
            values.get(Keys.AI_OLLAMA_API_KEY),
            list(Keys.AI_OLLAMA_MODELS),
            values.get(Keys.AI_OLLAMA_VISION),
            values.get(Keys.AI_OLLAMA_TOOLS)),
        new SourcesConfig.Server(
            values.get(Keys.AI_HUGGINGFACE_BASE_URL),
            values.get(Keys.AI_HUGGINGFACE_API_KEY),
            list(Keys.AI_HUGGINGFACE_MODELS),
            values.get(Keys.AI_HUGGINGFACE_VISION),
            values.get(Keys.AI_HUGGINGFACE_TOOLS)),
        new SourcesConfig.BusSource(
            values.get(Keys.AI_BUS_NAME),
            list(Keys.AI_BUS_MODELS),
            values.get(Keys.AI_BUS_VISION),
            values.get(Keys.AI_BUS_TOOLS)),
        Map.of(
            "openai", bounds(Keys.AI_OPENAI_BOUNDS),
            "anthropic", bounds(Keys.AI_ANTHROPIC_BOUNDS),
            "huggingface", bounds(Keys.AI_HUGGINGFACE_BOUNDS),
            "ollama", bounds(Keys.AI_OLLAMA_BOUNDS),
            "bus", bounds(Keys.AI_BUS_BOUNDS)),
        new ToolSourcesBuilder(values).build());
  }

  /** What answers when nobody asks for a model. */
  String defaultModel() {
    String chosen = values.get(Keys.AI_MODEL);
    if (chosen != null) {
      return chosen;
    }
    String first = providers().getFirst();
    return first.equals("openai")
        ? values.get(Keys.AI_OPENAI_MODEL)
        : build().models(first).getFirst();
  }

  /** The list; without one the single name; without that everything that something is set for. */
  private List<String> providers() {
    List<String> named = list(Keys.AI_PROVIDERS);
    if (!named.isEmpty()) {
      return named;
    }
    String single = values.get(Keys.AI_PROVIDER);
    if (!single.equals("auto")) {
      return List.of(single);
    }
    List<String> present = new ArrayList<>();
    add(present, "openai", Keys.AI_OPENAI_API_KEY, Keys.AI_OPENAI_BASE_URL);
    add(present, "anthropic", Keys.AI_ANTHROPIC_API_KEY);
    add(present, "huggingface", Keys.AI_HUGGINGFACE_API_KEY, Keys.AI_HUGGINGFACE_BASE_URL);
    add(present, "ollama", Keys.AI_OLLAMA_BASE_URL);
    add(present, "bus", Keys.AI_BUS_NAME);
    return present.isEmpty() ? List.of("demo") : present;
  }

  private void add(List<String> present, String name, Key<?>... any) {
    if (List.of(any).stream().anyMatch(values::isChanged)) {
      present.add(name);
    }
  }

  /** What is listed; empty when nothing is. */
  static <T> List<T> list(Values values, Key<List<T>> key) {
    return Objects.requireNonNullElse(values.get(key), List.<T>of()).stream().distinct().toList();
  }

  private <T> List<T> list(Key<List<T>> key) {
    return list(values, key);
  }

  private SourcesConfig.Bounds bounds(Keys.BoundKeys keys) {
    return new SourcesConfig.Bounds(
        values.get(keys.maxConcurrent()),
        values.get(keys.connectTimeout()),
        values.get(keys.firstTokenTimeout()),
        values.get(keys.idleTimeout()),
        values.get(keys.retries()),
        values.get(keys.contextWindow()),
        values.get(keys.maxOutput()));
  }

  static PromptsConfig prompts(Values values) {
    Map<String, PromptsConfig.Window> windows = new HashMap<>();
    for (String window : list(values, Keys.AI_PROMPT_WINDOWS)) {
      int equals = window.indexOf('=');
      int slash = window.indexOf('/', equals);
      int end = slash < 0 ? window.length() : slash;
      windows.put(
          window.substring(0, equals),
          new PromptsConfig.Window(
              Integer.parseInt(window.substring(equals + 1, end)),
              slash < 0 ? null : Integer.valueOf(window.substring(slash + 1))));
    }
    return new PromptsConfig(
        values.get(Keys.AI_PROMPT_MAX_TOKENS),
        windows,
        values.get(Keys.AI_SUMMARIES_ENABLED),
        values.get(Keys.AI_SUMMARIES_TIMEOUT),
        values.get(Keys.AI_TITLES_ENABLED),
        values.get(Keys.AI_SUGGESTIONS_ENABLED));
  }
}
