package dev.parley.config;

import java.net.URI;
import java.util.List;

/**
 * The provider openai.
 *
 * @param baseUrl of an OpenAI-compatible API, without a trailing slash, such as {@code
 *     https://api.openai.com/v1}
 * @param apiKey null when the server wants none
 * @param models further ones that can be asked for
 * @param vision its models can look at pictures; otherwise they are told that there was one
 * @param tools its models can be told of tools
 */
public record OpenAiConfig(
    URI baseUrl, Secret apiKey, String model, boolean vision, List<String> models, boolean tools) {
  public OpenAiConfig {
    models = List.copyOf(models);
  }

  /** Whether it can answer: OpenAI's own server answers nobody without a key, any other may. */
  public boolean isUsable() {
    return apiKey != null || !"api.openai.com".equalsIgnoreCase(baseUrl.getHost());
  }

  /** With one model. */
  public OpenAiConfig(URI baseUrl, Secret apiKey, String model, boolean vision) {
    this(baseUrl, apiKey, model, vision, List.of(), true);
  }
}
