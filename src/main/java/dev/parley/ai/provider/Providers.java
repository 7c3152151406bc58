package dev.parley.ai.provider;

import dev.parley.ai.provider.anthropic.AnthropicProvider;
import dev.parley.ai.provider.bus.BusProvider;
import dev.parley.ai.provider.demo.DemoProvider;
import dev.parley.ai.provider.huggingface.HuggingFaceProvider;
import dev.parley.ai.provider.ollama.OllamaProvider;
import dev.parley.ai.provider.openai.OpenAiProvider;
import dev.parley.config.Config;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The providers there are. A new one is a folder of its own and a line here. */
public final class Providers {
  private static final Map<String, BiFunction<Vertx, Config.Ai, Provider>> ALL =
      Map.of(
          "openai", OpenAiProvider::new,
          "anthropic", AnthropicProvider::new,
          "huggingface", HuggingFaceProvider::new,
          "ollama", OllamaProvider::new,
          "bus", BusProvider::new,
          "demo", DemoProvider::new);

  private static final String AUTO = "auto";
  private static final String PUBLIC_HOST = "api.openai.com";

  private Providers() {}

  /**
   * The provider of the configuration.
   *
   * @throws IllegalArgumentException when it names one that does not exist
   */
  public static Provider create(Vertx vertx, Config.Ai settings) {
    String name = settings.provider().equals(AUTO) ? choose(settings) : settings.provider();
    BiFunction<Vertx, Config.Ai, Provider> maker = ALL.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "No AI provider \""
              + name
              + "\": use "
              + AUTO
              + " or one of "
              + new TreeSet<>(ALL.keySet()));
    }
    return maker.apply(vertx, settings);
  }

  /** OpenAI's own server answers nobody without a key; any other may. */
  private static String choose(Config.Ai settings) {
    Config.OpenAi openai = settings.openai();
    URI url = openai.baseUrl();
    boolean usable =
        openai.apiKey() != null || (url != null && !PUBLIC_HOST.equalsIgnoreCase(url.getHost()));
    return usable ? "openai" : "demo";
  }
}
