package dev.parley.ai.provider.openai;

import dev.parley.ai.provider.Provider;
import dev.parley.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Any server that speaks OpenAI's chat completions. */
public final class OpenAiProvider implements Provider {
  private static final String DEFAULT_MODEL = "gpt-4o-mini";
  private static final int MAX_HEADERS = 64 * 1024;

  private final Vertx vertx;
  private final Config.Ai settings;
  private final Endpoint endpoint;
  private final HttpClient client;

  /** Made on a verticle's context, it is closed with the verticle. */
  public OpenAiProvider(Vertx vertx, Config.Ai settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.endpoint = new Endpoint(settings.openai());
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()))
                .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxHeaderSize(MAX_HEADERS),
            // As many connections as generations: the engine's bound is the only queue.
            new PoolOptions().setHttp1MaxSize(settings.maxConcurrent()));
  }

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public List<String> models() {
    List<String> configured =
        Stream.of(settings.model(), settings.openai().model())
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return configured.isEmpty() ? List.of(DEFAULT_MODEL) : configured;
  }

  @Override
  public boolean vision() {
    return settings.openai().vision();
  }

  @Override
  public Call start(Prompt prompt, Listener listener) {
    OpenAiCall call = new OpenAiCall(vertx, settings, endpoint, listener);
    call.start(client, body(prompt));
    return call;
  }

  /** Pictures are megabytes of base64: too much work for an event loop. */
  private Future<Buffer> body(Prompt prompt) {
    return prompt.turns().stream().allMatch(turn -> turn.pictures().isEmpty())
        ? Future.succeededFuture(ChatStream.request(prompt))
        : vertx.executeBlocking(() -> ChatStream.request(prompt), false);
  }
}
