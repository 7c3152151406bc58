package dev.parley.ai.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.tool.Calling;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that says too much over HTTP. */
class McpBoundsIT {
  private static final Buffer MEBIBYTE = Buffer.buffer("x".repeat(1 << 20));
  private static final int MOST = 50;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final AtomicInteger initialized = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();
  private McpTools source;

  @AfterEach
  void close() {
    Await.result(Await.on(context, source::close));
    Await.result(vertx.close());
  }

  private Calling connected() {
    HttpServer server =
        Await.result(vertx.createHttpServer().requestHandler(this::requested).listen(0));
    McpSettings settings = McpSettings.http(server.actualPort(), "t0ken");
    source = Await.on(context, () -> McpTools.open(vertx, settings.build()));
    Calling calling = new Calling(vertx, context, source);
    calling.await(names -> !names.isEmpty());
    return calling;
  }

  private void requested(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      request.response().setStatusCode(405).end();
      return;
    }
    request.body().onSuccess(body -> answer(new JsonObject(body), request.response()));
  }

  private void answer(JsonObject message, HttpServerResponse response) {
    switch (message.getString("method")) {
      case "initialize" -> {
        initialized.incrementAndGet();
        json(
            response.putHeader("Mcp-Session-Id", "one"),
            message,
            new JsonObject()
                .put("protocolVersion", "2025-06-18")
                .put("capabilities", new JsonObject().put("tools", new JsonObject()))
                .put("serverInfo", new JsonObject().put("name", "flood").put("version", "1")));
      }
      case "tools/list" ->
          json(
              response,
              message,
              new JsonObject()
                  .put(
                      "tools",
                      new JsonArray()
                          .add(tool("echo"))
                          .add(tool("flood"))
                          .add(tool("event"))
                          .add(tool("events"))));
      case "tools/call" -> call(message, response);
      default -> response.setStatusCode(202).end();
    }
  }

  private static JsonObject tool(String name) {
    JsonObject anything = new JsonObject().put("type", "object");
    return new JsonObject().put("name", name).put("inputSchema", anything);
  }

  private static JsonObject text(String said) {
    JsonObject content = new JsonObject().put("type", "text").put("text", said);
    return new JsonObject().put("content", new JsonArray().add(content));
  }

  private static JsonObject result(JsonObject request, JsonObject result) {
    return new JsonObject()
        .put("jsonrpc", "2.0")
        .put("id", request.getValue("id"))
        .put("result", result);
  }

  private static void json(HttpServerResponse response, JsonObject request, JsonObject result) {
    response.putHeader("Content-Type", "application/json").end(result(request, result).toBuffer());
  }

  private void call(JsonObject request, HttpServerResponse response) {
    switch (request.getJsonObject("params").getString("name")) {
      case "flood" -> flood(response, "application/json", "{\"jsonrpc\":\"2.0\",\"x\":\"");
      case "event" -> flood(response, "text/event-stream", "event: message\ndata: ");
      case "events" -> events(request, response);
      default -> json(response, request, text("still here"));
    }
  }

  private void flood(HttpServerResponse response, String type, String beginning) {
    response.putHeader("Content-Type", type).setChunked(true);
    response.write(beginning).onSuccess(begun -> more(response, MOST));
  }

  private void more(HttpServerResponse response, int left) {
    if (left == 0) {
      response.end("\"}\n\n");
      return;
    }
    response
        .write(MEBIBYTE.copy())
        .onSuccess(
            read -> {
              written.incrementAndGet();
              more(response, left - 1);
            });
  }

  /** All of them together are more than is taken at once. */
  private void events(JsonObject request, HttpServerResponse response) {
    response.putHeader("Content-Type", "text/event-stream").setChunked(true);
    JsonObject progress =
        new JsonObject()
            .put("jsonrpc", "2.0")
            .put("method", "notifications/progress")
            .put(
                "params",
                new JsonObject()
                    .put("progressToken", "t")
                    .put("progress", 1)
                    .put("message", "x".repeat(100_000)));
    Future<Void> said = Future.succeededFuture();
    for (int i = 0; i < 50; i++) {
      said = said.compose(before -> response.write(event(progress)));
    }
    said.onSuccess(all -> response.end(event(result(request, text("all of it")))));
  }

  private static String event(JsonObject message) {
    return "event: message\ndata: " + message.encode() + "\n\n";
  }

  private void isTooLarge(Calling calling, String tool) {
    written.set(0);
    assertThat(calling.failure(tool, "{}"))
        .isEqualTo("The tool replied with more than can be taken");
    assertThat(written.get()).as("MiB that were read, or wait on their way").isLessThan(MOST);
    assertThat(calling.call("test_echo", "{}")).isEqualTo(Result.of("still here"));
  }

  @Test
  void anAnswerThatIsTooLargeFailsItsCallAndNothingElse() {
    Calling calling = connected();
    isTooLarge(calling, "test_flood");
    isTooLarge(calling, "test_event");
    isTooLarge(calling, "test_flood");
    assertThat(initialized).hasValue(1);
  }

  @Test
  void aStreamMaySayMoreThanThatInAll() {
    assertThat(connected().call("test_events", "{}")).isEqualTo(Result.of("all of it"));
  }
}
