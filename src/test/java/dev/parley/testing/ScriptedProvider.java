package dev.parley.testing;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A real HTTP server that plays the part of an AI provider: chat completions as a stream, good or
 * bad in every way that a {@link Script} can say. Scripts are played in the order they were given;
 * a request without one gets a short friendly answer.
 */
public final class ScriptedProvider implements AutoCloseable {
  /**
   * What was asked.
   *
   * @param gone completes when the client closes the connection
   */
  public record Asked(
      String method, String uri, MultiMap headers, JsonObject body, Future<Void> gone) {
    /** The turns of the prompt. */
    public JsonArray messages() {
      return body.getJsonArray("messages");
    }

    /** The newest turn of the prompt. */
    public JsonObject lastMessage() {
      return messages().getJsonObject(messages().size() - 1);
    }

    /** The texts of all turns, in lines; of a prompt without pictures. */
    public String text() {
      return messages().stream()
          .map(message -> ((JsonObject) message).getString("content"))
          .collect(Collectors.joining("\n"));
    }
  }

  private static final long WAIT_S = 20;

  private final Vertx vertx = Vertx.vertx();
  private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final HttpServer server;

  public ScriptedProvider() {
    server = await(vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1"));
  }

  /** The base URL to configure, such as {@code http://127.0.0.1:1234/v1}. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/v1");
  }

  /** Plays this script to the next request that has none yet. */
  public ScriptedProvider next(Script script) {
    scripts.add(script);
    return this;
  }

  /** The oldest request not yet taken; waits for one to come. */
  public Asked takeAsked() {
    try {
      Asked request = asked.poll(WAIT_S, TimeUnit.SECONDS);
      if (request == null) {
        throw new AssertionError("nobody asked the provider");
      }
      return request;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Requests that came and were not taken. */
  public int untaken() {
    return asked.size();
  }

  /** Drops scripts that were not played and requests that were not taken. */
  public void forget() {
    scripts.clear();
    asked.clear();
  }

  private void serve(HttpServerRequest request) {
    Promise<Void> gone = Promise.promise();
    request.connection().closeHandler(closed -> gone.tryComplete());
    request
        .body()
        .onSuccess(
            body -> {
              asked.add(
                  new Asked(
                      request.method().name(),
                      request.uri(),
                      request.headers(),
                      body.toJsonObject(),
                      gone.future()));
              Script script = scripts.poll();
              (script == null ? Script.answer("Hello from", " the script") : script).play(request);
            });
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(WAIT_S, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
