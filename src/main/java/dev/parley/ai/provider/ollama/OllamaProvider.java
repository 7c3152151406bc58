package dev.parley.ai.provider.ollama;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.http.Endpoint;
import dev.parley.ai.provider.http.HttpSource;
import dev.parley.config.AiConfig;
import dev.parley.config.SourcesConfig;
import io.vertx.core.Vertx;
import java.util.List;

/** Models on a machine of one's own, by Ollama's API. */
public final class OllamaProvider implements Provider {
  private final SourcesConfig.Server server;
  private final HttpSource source;

  /** Made on a verticle's context, it is closed with the verticle. */
  public OllamaProvider(Vertx vertx, AiConfig settings) {
    server = settings.sources().ollama();
    Endpoint endpoint = Endpoint.withBearer(server.baseUrl(), "/api/chat", server.apiKey());
    source = new HttpSource(vertx, settings, new ChatWire(), endpoint);
  }

  @Override
  public String name() {
    return "ollama";
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
