package dev.parley.ai.provider.openai;

import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.http.ChatCompletions;
import dev.parley.ai.provider.http.Endpoint;
import dev.parley.ai.provider.http.HttpSource;
import dev.parley.config.AiConfig;
import dev.parley.config.OpenAiConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Any server that speaks OpenAI's chat completions. */
public final class OpenAiProvider implements Provider {
  private static final String DEFAULT_MODEL = "gpt-4o-mini";

  private final AiConfig settings;
  private final HttpSource source;

  /** Made on a verticle's context, it is closed with the verticle. */
  public OpenAiProvider(Vertx vertx, AiConfig settings) {
    this.settings = settings;
    OpenAiConfig server = settings.openai();
    Endpoint endpoint = Endpoint.withBearer(server.baseUrl(), "/chat/completions", server.apiKey());
    this.source = new HttpSource(vertx, settings, new ChatCompletions(server.baseUrl()), endpoint);
  }

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public List<String> models() {
    List<String> configured =
        Stream.concat(
                Stream.of(general(), settings.openai().model()),
                settings.openai().models().stream())
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return configured.isEmpty() ? List.of(DEFAULT_MODEL) : configured;
  }

  /** The server's default model, unless it is known to be another provider's; nullable. */
  private String general() {
    return settings.sources().offers(settings.model()) ? null : settings.model();
  }

  @Override
  public boolean vision() {
    return settings.openai().vision();
  }

  @Override
  public boolean tools(String model) {
    return settings.openai().tools();
  }

  @Override
  public Call start(Prompt prompt, Listener listener) {
    return source.start(prompt, listener);
  }
}
