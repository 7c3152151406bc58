package dev.parley.ai.tool.mcp;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A client whose answers have a bound: in bytes, and those to what was posted in time as well,
 * because many servers leave the answer to a call that was cancelled open for ever.
 */
final class BoundedClient extends HttpClient {
  private final HttpClient client;
  private final int max;
  private final Duration longest;

  /**
   * @param max bytes of an answer, or of each event where it is a stream of them
   * @param longest time of an answer to what was posted
   */
  BoundedClient(HttpClient client, int max, Duration longest) {
    this.client = client;
    this.max = max;
    this.longest = longest;
  }

  private <T> BodyHandler<T> bounded(BodyHandler<T> handler) {
    return head -> {
      String type = head.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
      return new BoundedBody<>(handler.apply(head), type.contains("text/event-stream"), max);
    };
  }

  private <T> CompletableFuture<T> bounded(HttpRequest request, CompletableFuture<T> answer) {
    if (request.method().equals("POST")) {
      CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> answer.cancel(true));
    }
    return answer;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return client.send(request, bounded(handler));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return bounded(request, client.sendAsync(request, bounded(handler)));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushed) {
    return bounded(request, client.sendAsync(request, bounded(handler), pushed));
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }
}
