package dev.parley.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The providers beside openai, how all of them work together, and where tools come from.
 *
 * @param providers those that are on, the first one answers unless a model of another is asked for;
 *     never empty
 * @param fallback models, or providers by name, that are asked in this order when another failed
 *     before its first text
 * @param bounds by name of a provider
 */
public record SourcesConfig(
    List<String> providers,
    List<String> fallback,
    Breaker breaker,
    Server anthropic,
    int anthropicMaxTokens,
    Server ollama,
    Server huggingface,
    BusSource bus,
    Map<String, Bounds> bounds,
    ToolSourcesConfig tools) {
  public SourcesConfig {
    providers = List.copyOf(providers);
    fallback = List.copyOf(fallback);
    bounds = Map.copyOf(bounds);
  }

  /** The models that are listed for a provider, its name when none are. */
  public List<String> models(String provider) {
    return switch (provider) {
      case "anthropic" -> anthropic.models();
      case "ollama" -> ollama.models();
      case "huggingface" -> huggingface.models();
      case "bus" -> bus.models();
      default -> List.of(provider);
    };
  }

  /** Whether a provider that is on, openai aside, has this model, which may be null. */
  public boolean offers(String model) {
    return model != null
        && providers.stream()
            .filter(name -> !name.equals("openai"))
            .anyMatch(name -> models(name).contains(model) || model.startsWith(name + "/"));
  }

  /**
   * When a provider is left alone.
   *
   * @param failures in a row after which a provider is left alone, 1 to 1,000
   * @param pause until it is tried again
   */
  public record Breaker(int failures, Duration pause) {}

  /**
   * A provider that is reached over HTTP.
   *
   * @param baseUrl without a trailing slash
   * @param apiKey null when the server wants none
   * @param models that can be asked for, the default first; never empty
   * @param vision its models can look at pictures; otherwise they are told that there was one
   * @param tools its models can be told of tools
   */
  public record Server(
      URI baseUrl, Secret apiKey, List<String> models, boolean vision, boolean tools) {
    public Server {
      models = List.copyOf(models);
    }

    /** Of models that can be told of tools. */
    public Server(URI baseUrl, Secret apiKey, List<String> models, boolean vision) {
      this(baseUrl, apiKey, models, vision, true);
    }
  }

  /**
   * A program on the event bus.
   *
   * @param name last part of its address; null when there is none
   * @param models that can be asked for, the default first; never empty
   */
  public record BusSource(String name, List<String> models, boolean vision, boolean tools) {
    public BusSource {
      models = List.copyOf(models);
    }

    /** Of models that can be told of tools. */
    public BusSource(String name, List<String> models, boolean vision) {
      this(name, models, vision, true);
    }
  }

  /** What is different for one provider; null for what is as in general. */
  public record Bounds(
      Integer maxConcurrent,
      Duration connectTimeout,
      Duration firstTokenTimeout,
      Duration idleTimeout,
      Integer retries,
      Integer contextWindow,
      Integer maxOutput) {
    /** Nothing is different. */
    public static final Bounds NONE = new Bounds(null, null, null, null, null);

    /** With windows as the models are known to have. */
    public Bounds(
        Integer maxConcurrent,
        Duration connectTimeout,
        Duration firstTokenTimeout,
        Duration idleTimeout,
        Integer retries) {
      this(maxConcurrent, connectTimeout, firstTokenTimeout, idleTimeout, retries, null, null);
    }
  }
}
