package dev.parley.ai.provider.http;

import dev.parley.ai.provider.Provider;
import dev.parley.config.AiConfig;
import dev.parley.config.SourcesConfig;
import io.vertx.core.Vertx;
import java.util.List;

/** A provider whose models are all on one server, and are what the configuration says. */
public abstract class ServerProvider implements Provider {
  private final SourcesConfig.Server server;
  private final HttpSource source;

  /** Made on a verticle's context, it is closed with the verticle. */
  protected ServerProvider(
      Vertx vertx, AiConfig settings, SourcesConfig.Server server, Wire wire, Endpoint endpoint) {
    this.server = server;
    this.source = new HttpSource(vertx, settings, wire, endpoint);
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
