package dev.parley.ai.provider.anthropic;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.http.Endpoint;
import dev.parley.ai.provider.http.HttpSource;
import dev.parley.config.AiConfig;
import dev.parley.config.SourcesConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;

/** Anthropic's Messages API. */
public final class AnthropicProvider implements Provider {
  private static final String PUBLIC_HOST = "api.anthropic.com";
  private static final String VERSION = "2023-06-01";

  private final SourcesConfig.Server server;
  private final HttpSource source;

  /**
   * Made on a verticle's context, it is closed with the verticle.
   *
   * @throws IllegalArgumentException without a key for the public server
   */
  public AnthropicProvider(Vertx vertx, AiConfig settings) {
    server = settings.sources().anthropic();
    if (server.apiKey() == null && PUBLIC_HOST.equalsIgnoreCase(server.baseUrl().getHost())) {
      throw new IllegalArgumentException("Anthropic wants a key: set ANTHROPIC_API_KEY");
    }
    Endpoint endpoint =
        new Endpoint(
            server.baseUrl(),
            "/v1/messages",
            server.apiKey(),
            "x-api-key",
            "",
            Map.of("anthropic-version", VERSION));
    source =
        new HttpSource(
            vertx, settings, new MessagesWire(settings.sources().anthropicMaxTokens()), endpoint);
  }

  @Override
  public String name() {
    return "anthropic";
  }

  @Override
  public List<String> models() {
    return server.models();
  }

  @Override
  public boolean vision() {
    return server.vision();
  }

  @Override
  public boolean tools(String model) {
    return server.tools();
  }

  @Override
  public Call start(Prompt prompt, Listener listener) {
    return source.start(prompt, listener);
  }
}
