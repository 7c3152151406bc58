package dev.parley.ai.provider.huggingface;

import dev.parley.ai.provider.http.ChatCompletions;
import dev.parley.ai.provider.http.Endpoint;
import dev.parley.ai.provider.http.ServerProvider;
import dev.parley.config.AiConfig;
import dev.parley.config.SourcesConfig.Server;
import io.vertx.core.Vertx;

/** Hugging Face's inference router, or a TGI server: both speak chat completions. */
public final class HuggingFaceProvider extends ServerProvider {
  private static final String ROUTER = "router.huggingface.co";

  /**
   * Made on a verticle's context, it is closed with the verticle.
   *
   * @throws IllegalArgumentException without a key for the router, which answers nobody without
   */
  public HuggingFaceProvider(Vertx vertx, AiConfig settings) {
    Server server = settings.sources().huggingface();
    if (server.apiKey() == null && ROUTER.equalsIgnoreCase(server.baseUrl().getHost())) {
      throw new IllegalArgumentException("Hugging Face wants a key: set HF_API_KEY");
    }
    Endpoint endpoint = Endpoint.withBearer(server.baseUrl(), "/chat/completions", server.apiKey());
    super(vertx, settings, server, new ChatCompletions(server.baseUrl()), endpoint);
  }

  @Override
  public String name() {
    return "huggingface";
  }
}
