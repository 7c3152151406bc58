package dev.parley.ai.provider;

import dev.parley.ai.provider.anthropic.AnthropicProvider;
import dev.parley.ai.provider.bus.BusProvider;
import dev.parley.ai.provider.demo.DemoProvider;
import dev.parley.ai.provider.huggingface.HuggingFaceProvider;
import dev.parley.ai.provider.ollama.OllamaProvider;
import dev.parley.ai.provider.openai.OpenAiProvider;
import dev.parley.config.AiConfig;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The providers there are. A new one is a folder of its own and a line here. */
public final class Providers {
  private static final Map<String, BiFunction<Vertx, AiConfig, Provider>> ALL =
      Map.of(
          "openai", OpenAiProvider::new,
          "anthropic", AnthropicProvider::new,
          "huggingface", HuggingFaceProvider::new,
          "ollama", OllamaProvider::new,
          "bus", BusProvider::new,
          "demo", DemoProvider::new);

  private Providers() {}

  /**
   * The provider of this name.
   *
   * @throws IllegalArgumentException when there is none, or it lacks a setting
   */
  public static Provider create(Vertx vertx, String name, AiConfig settings) {
    BiFunction<Vertx, AiConfig, Provider> maker = ALL.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "No AI provider \"" + name + "\": use one of " + new TreeSet<>(ALL.keySet()));
    }
    return maker.apply(vertx, settings);
  }
}
