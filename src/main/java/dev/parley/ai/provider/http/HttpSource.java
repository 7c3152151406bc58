package dev.parley.ai.provider.http;

import dev.parley.ai.provider.Provider;
import dev.parley.config.AiConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.TimeUnit;

/** A server that is asked over HTTP; the part that all such providers share. */
public final class HttpSource {
  private static final int MAX_HEADERS = 64 * 1024;

  private final Vertx vertx;
  private final AiConfig settings;
  private final Wire wire;
  private final Endpoint endpoint;
  private final HttpClient client;

  /** Made on a verticle's context, it is closed with the verticle. */
  public HttpSource(Vertx vertx, AiConfig settings, Wire wire, Endpoint endpoint) {
    this.vertx = vertx;
    this.settings = settings;
    this.wire = wire;
    this.endpoint = endpoint;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()))
                .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxHeaderSize(MAX_HEADERS),
            // As many connections as answers: the bounds before this one are the only queue.
            new PoolOptions().setHttp1MaxSize(settings.maxConcurrent()));
  }

  /** As {@link Provider#start}. */
  public Provider.Call start(Provider.Prompt prompt, Provider.Listener listener) {
    HttpCall call = new HttpCall(vertx, settings, wire, endpoint, listener);
    call.start(client, body(prompt));
    return call;
  }

  /** Pictures are megabytes of base64: too much work for an event loop. */
  private Future<Buffer> body(Provider.Prompt prompt) {
    return prompt.turns().stream().allMatch(turn -> turn.pictures().isEmpty())
        ? Future.succeededFuture(prompt).map(asked -> Buffer.buffer(wire.request(asked)))
        : vertx.executeBlocking(() -> Buffer.buffer(wire.request(prompt)), false);
  }
}
