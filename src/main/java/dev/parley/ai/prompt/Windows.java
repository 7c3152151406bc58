package dev.parley.ai.prompt;

import dev.parley.config.AiConfig;
import dev.parley.config.PromptsConfig;
import dev.parley.config.SourcesConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The windows of models: as set for the model, as set for its provider, as known, or as most models
 * of the provider have.
 */
public final class Windows {
  /** By how their names begin; the longest beginning counts. */
  private record Known(String beginning, Window window) {}

  private static final List<Known> KNOWN =
      List.of(
          known("gpt-3.5-turbo", 16_385, 4_096),
          known("gpt-4", 8_192, 2_048),
          known("gpt-4-32k", 32_768, 4_096),
          known("gpt-4-turbo", 128_000, 4_096),
          known("gpt-4o", 128_000, 16_384),
          known("gpt-4.1", 1_047_576, 32_768),
          known("gpt-5", 400_000, 128_000),
          known("o1", 200_000, 100_000),
          known("o3", 200_000, 100_000),
          known("o4-", 200_000, 100_000),
          known("tinyllama/", 2_048, 512),
          known("meta-llama/llama-3", 8_192, 2_048),
          known("meta-llama/llama-3.", 131_072, 8_192),
          known("qwen/qwen2.5", 32_768, 8_192),
          known("qwen/qwen3", 40_960, 8_192),
          known("mistralai/", 32_768, 8_192),
          known("google/gemma-2", 8_192, 2_048),
          known("google/gemma-3", 131_072, 8_192),
          known("deepseek-ai/", 65_536, 8_192));

  private final AiConfig settings;

  public Windows(AiConfig settings) {
    this.settings = settings;
  }

  private static Known known(String beginning, int tokens, int maxOutput) {
    return new Known(beginning, new Window(tokens, maxOutput));
  }

  /**
   * @param provider its name in the configuration
   * @param model as the provider calls it
   */
  public Window of(String provider, String model) {
    Window known = known(provider, model);
    SourcesConfig.Bounds own =
        settings.sources().bounds().getOrDefault(provider, SourcesConfig.Bounds.NONE);
    PromptsConfig.Window set = settings.prompts().windows().get(model);
    Integer tokens = set == null ? own.contextWindow() : (Integer) set.tokens();
    Integer output = set == null || set.maxOutput() == null ? own.maxOutput() : set.maxOutput();
    return new Window(
        Objects.requireNonNullElse(tokens, known.tokens()),
        Objects.requireNonNullElse(output, known.maxOutput()));
  }

  private Window known(String provider, String model) {
    // What Ollama takes in depends on how it was started, not on what its models could.
    Optional<Known> found =
        provider.equals("ollama")
            ? Optional.empty()
            : KNOWN.stream()
                .filter(one -> model.toLowerCase(Locale.ROOT).startsWith(one.beginning()))
                .max(Comparator.comparingInt(one -> one.beginning().length()));
    return found.map(Known::window).orElseGet(() -> usual(provider));
  }

  private Window usual(String provider) {
    return switch (provider) {
      case "openai", "demo" -> new Window(128_000, 16_384);
      case "anthropic" -> new Window(200_000, settings.sources().anthropicMaxTokens());
      case "ollama" -> new Window(8_192, 1_024);
      default -> new Window(32_768, 4_096);
    };
  }
}
