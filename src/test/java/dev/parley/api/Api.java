package dev.parley.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.auth.Auth;
import dev.parley.auth.EndedEverywhere;
import dev.parley.bus.Bus;
import dev.parley.config.AuthConfig;
import dev.parley.config.HttpConfig;
import dev.parley.config.Secret;
import dev.parley.limits.Rate;
import dev.parley.limits.memory.MemoryRateLimiter;
import dev.parley.testing.MemoryAccounts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A real server with the real router, accounts in memory, and a client. */
final class Api implements AutoCloseable {
  static final String PASSWORD = "correct horse";

  final Vertx vertx = Vertx.vertx();
  final Readiness readiness = new Readiness();
  final MemoryAccounts store = MemoryAccounts.serve(vertx);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer server;

  private Api(Rate logins, List<String> origins) throws Exception {
    readiness.enter(Readiness.State.READY);
    Bus bus = new Bus(vertx);
    AuthConfig auth = new AuthConfig(true, null, Duration.ofMinutes(15), Duration.ofDays(30));
    HttpConfig http = new HttpConfig("127.0.0.1", 0, 1, origins);
    this.server =
        await(
            Auth.start(vertx, bus, auth, new Secret("k".repeat(32)), EndedEverywhere.alone())
                .compose(
                    people -> {
                      Router router =
                          ApiRouter.create(
                              vertx, bus, http, people, new MemoryRateLimiter(logins), readiness);
                      router
                          .get("/broken")
                          .handler(
                              ctx -> {
                                throw new IllegalStateException("secret detail");
                              });
                      return vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1");
                    }));
  }

  static Api start() throws Exception {
    return new Api(Rate.perMinute(1_000), List.of());
  }

  static Api start(Rate logins, String... origins) throws Exception {
    return new Api(logins, List.of(origins));
  }

  HttpResponse<String> post(String path, String json) throws Exception {
    return send("POST", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).method(method, body).timeout(Duration.ofSeconds(10));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + path);
  }

  /** The body of an answer that must have this status. */
  static JsonObject json(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return new JsonObject(response.body());
  }

  /** The problem of an answer that must have this status and code. */
  static JsonObject problem(HttpResponse<String> response, int status, String code) {
    JsonObject problem = json(response, status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(problem.getString("code")).isEqualTo(code);
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("type"))
        .isEqualTo("urn:parley:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-'));
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotBlank();
    assertThat(problem.getString("instance")).startsWith("urn:uuid:");
    return problem;
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
