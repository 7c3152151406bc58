package dev.parley.ai.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedClientTest {
  /** Enough for a busy machine to have the request begin. */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void anAnswerThatNeverEndsIsLetGo() {
    Promise<Void> closed = Promise.promise();
    HttpServer server =
        Await.result(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      request.connection().closeHandler(gone -> closed.tryComplete());
                      request.response().setChunked(true).write("data: 1\n\n");
                    })
                .listen(0));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient plain = HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
      CompletableFuture<HttpResponse<String>> answer =
          new BoundedClient(plain, 100, LONGEST)
              .sendAsync(request, HttpResponse.BodyHandlers.ofString());
      Await.result(closed.future());
      assertThat(Await.failure(Future.fromCompletionStage(answer)))
          .isInstanceOf(CancellationException.class);
    }
  }
}
