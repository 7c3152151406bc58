package dev.parley.ai.provider.huggingface;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.http.ChatCompletions;
import dev.parley.ai.provider.http.Endpoint;
import dev.parley.ai.provider.http.HttpSource;
import dev.parley.config.AiConfig;
import dev.parley.config.SourcesConfig;
import io.vertx.core.Vertx;
import java.util.List;

/** Hugging Face's inference router, or a TGI server: both speak chat completions. */
public final class HuggingFaceProvider implements Provider {
  private static final String ROUTER = "router.huggingface.co";

  private final SourcesConfig.Server server;
  private final HttpSource source;

  /**
   * Made on a verticle's context, it is closed with the verticle.
   *
   * @throws IllegalArgumentException without a key for the router, which answers nobody without
   */
  public HuggingFaceProvider(Vertx vertx, AiConfig settings) {
    server = settings.sources().huggingface();
    if (server.apiKey() == null && ROUTER.equalsIgnoreCase(server.baseUrl().getHost())) {
      throw new IllegalArgumentException("Hugging Face wants a key: set HF_API_KEY");
    }
    Endpoint endpoint = Endpoint.withBearer(server.baseUrl(), "/chat/completions", server.apiKey());
    source = new HttpSource(vertx, settings, new ChatCompletions(server.baseUrl()), endpoint);
  }

  @Override
  public String name() {
    return "huggingface";
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
