package dev.parley.faults;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider of chat completions that answers each question with numbered tokens at a steady pace,
 * and keeps the log of what it sent.
 */
final class NumberedProvider implements AutoCloseable {
  private static final Pattern LAST_WORD = Pattern.compile("\\S+$");

  private final Vertx vertx;
  private final HttpServer server;
  private final Map<String, Integer> sent = new ConcurrentHashMap<>();
  private volatile int count = 60;
  private volatile int everyMs = 20;

  NumberedProvider(Vertx vertx) {
    this.vertx = vertx;
    this.server =
        vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1").await();
  }

  /** How long the answers are from now on, and how many milliseconds lie between two tokens. */
  void pace(int tokens, int milliseconds) {
    count = tokens;
    everyMs = milliseconds;
  }

  int port() {
    return server.actualPort();
  }

  URI baseUrl() {
    return URI.create("http://127.0.0.1:" + port() + "/v1");
  }

  /** The most tokens that were sent for each question; a question that is retried starts anew. */
  Map<String, Integer> sent() {
    return Map.copyOf(sent);
  }

  private void serve(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request.response(), question(body.toJsonObject())));
  }

  /** The last one: those that nobody has answered yet stand before it in one message. */
  private static String question(JsonObject asked) {
    JsonArray messages = asked.getJsonArray("messages");
    String content = messages.getJsonObject(messages.size() - 1).getString("content");
    Matcher words = LAST_WORD.matcher(content);
    return words.find() ? words.group() : "";
  }

  private void answer(HttpServerResponse response, String question) {
    response.exceptionHandler(gone -> {}); // a node that died is what all this is about
    response.setChunked(true).putHeader("content-type", "text/event-stream");
    int tokens = count;
    int pace = everyMs;
    send(response, question, 0, tokens, pace);
  }

  private void send(
      HttpServerResponse response, String question, int number, int tokens, int pace) {
    if (response.closed()) {
      return;
    }
    if (number == tokens) {
      response.end(event(new JsonObject(), "stop") + "data: [DONE]\n\n");
      return;
    }
    sent.merge(question, number + 1, Math::max);
    JsonObject delta = new JsonObject().put("content", Tokens.token(question, number));
    Future<Void> written = response.write(event(delta, null));
    written.onSuccess(
        done -> vertx.setTimer(pace, id -> send(response, question, number + 1, tokens, pace)));
  }

  private static String event(JsonObject delta, String finishReason) {
    JsonObject choice =
        new JsonObject().put("index", 0).put("delta", delta).put("finish_reason", finishReason);
    return "data: " + new JsonObject().put("choices", new JsonArray().add(choice)) + "\n\n";
  }

  @Override
  public void close() {
    server.close().await();
  }
}
