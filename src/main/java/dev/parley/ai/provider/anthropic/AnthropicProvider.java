package dev.parley.ai.provider.anthropic;

import dev.parley.ai.provider.http.Endpoint;
import dev.parley.ai.provider.http.ServerProvider;
import dev.parley.config.AiConfig;
import dev.parley.config.SourcesConfig;
import io.vertx.core.Vertx;
import java.util.Map;

/** Anthropic's Messages API. */
public final class AnthropicProvider extends ServerProvider {
  private static final String PUBLIC_HOST = "api.anthropic.com";
  private static final String VERSION = "2023-06-01";

  /**
   * Made on a verticle's context, it is closed with the verticle.
   *
   * @throws IllegalArgumentException without a key for the public server
   */
  public AnthropicProvider(Vertx vertx, AiConfig settings) {
    SourcesConfig sources = settings.sources();
    SourcesConfig.Server server = sources.anthropic();
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
    super(vertx, settings, server, new MessagesWire(sources.anthropicMaxTokens()), endpoint);
  }

  @Override
  public String name() {
    return "anthropic";
  }
}
