package dev.parley.ai.provider.ollama;

import dev.parley.ai.provider.http.Endpoint;
import dev.parley.ai.provider.http.ServerProvider;
import dev.parley.config.AiConfig;
import dev.parley.config.SourcesConfig.Server;
import io.vertx.core.Vertx;

/** Models on a machine of one's own, by Ollama's API. */
public final class OllamaProvider extends ServerProvider {
  /** Made on a verticle's context, it is closed with the verticle. */
  public OllamaProvider(Vertx vertx, AiConfig settings) {
    Server server = settings.sources().ollama();
    Endpoint endpoint = Endpoint.withBearer(server.baseUrl(), "/api/chat", server.apiKey());
    super(vertx, settings, server, new ChatWire(), endpoint);
  }

  @Override
  public String name() {
    return "ollama";
  }
}
