package dev.parley.testing;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link ScriptedProvider} answers to one request, step by step. Steps that a script does
 * not have do not happen: one without {@link #end} or {@link #breakOff} leaves the answer open.
 */
public final class Script {
  /** One thing that the server does; the next follows when its future completes. */
  public interface Step {
    Future<?> run(HttpServerRequest request);
  }

  private final List<Step> steps = new ArrayList<>();
  private String newline = "\n";

  private Script() {}

  /** An answer that is sent piece by piece, as a stream of events. */
  public static Script stream() {
    return stream("text/event-stream");
  }

  /** An answer of another kind that is sent piece by piece. */
  public static Script stream(String contentType) {
    return new Script().head(200, contentType);
  }

  /** A whole, well-behaved stream of these texts. */
  public static Script answer(String... texts) {
    Script script = stream();
    for (String text : texts) {
      script.text(text);
    }
    return script.finish("stop").usage(10, texts.length).done().end();
  }

  /** An answer in one piece. */
  public static Script reply(int status, String contentType, String body) {
    return new Script().head(status, contentType).raw(body).end();
  }

  /** An error as OpenAI words it. */
  public static Script error(int status, String code, String message) {
    JsonObject error = new JsonObject().put("code", code).put("message", message);
    return reply(status, "application/json", new JsonObject().put("error", error).encode());
  }

  /** Takes the request and says nothing at all, not even a head. */
  public static Script silence() {
    return new Script();
  }

  private Script head(int status, String contentType) {
    return step(
        request -> {
          request.response().setStatusCode(status).setChunked(true);
          request.response().putHeader("content-type", contentType);
          return Future.succeededFuture();
        });
  }

  /** Another status than the script began with. */
  public Script status(int status) {
    steps.add(
        1,
        request -> {
          request.response().setStatusCode(status);
          return Future.succeededFuture();
        });
    return this;
  }

  /** A header; before the first body step. */
  public Script header(String name, String value) {
    steps.addFirst(
        request -> {
          request.response().putHeader(name, value);
          return Future.succeededFuture();
        });
    return this;
  }

  /** How the lines of the following events end. */
  public Script newline(String ending) {
    newline = ending;
    return this;
  }

  public Script text(String text) {
    return event(delta(new JsonObject().put("content", text), null).encode());
  }

  public Script finish(String reason) {
    return event(delta(new JsonObject(), reason).encode());
  }

  public Script usage(int prompt, int completion) {
    JsonObject usage =
        new JsonObject().put("prompt_tokens", prompt).put("completion_tokens", completion);
    return event(new JsonObject().put("choices", new JsonArray()).put("usage", usage).encode());
  }

  public Script done() {
    return event("[DONE]");
  }

  /** One event with this data. */
  public Script event(String data) {
    return raw("data: " + data + newline + newline);
  }

  /** One event with a name and this data. */
  public Script event(String name, String data) {
    return raw("event: " + name + newline + "data: " + data + newline + newline);
  }

  /** A keep-alive. */
  public Script comment(String text) {
    return raw(": " + text + newline + newline);
  }

  public Script raw(String text) {
    return raw(Buffer.buffer(text));
  }

  public Script raw(Buffer bytes) {
    return step(request -> request.response().write(bytes));
  }

  /** Waits for the test. */
  public Script gate(Gate gate) {
    return step(request -> gate.pass());
  }

  /** Ends the answer as HTTP wants it. */
  public Script end() {
    return step(request -> request.response().end());
  }

  /** Closes the connection in the middle of the answer. */
  public Script breakOff() {
    return step(request -> request.connection().close());
  }

  void play(HttpServerRequest request) {
    Future<?> last = Future.succeededFuture();
    for (Step step : steps) {
      last = last.compose(done -> step.run(request));
    }
    HttpServerResponse response = request.response();
    // A client that has gone away is what many tests are about.
    last.onFailure(gone -> response.exceptionHandler(ignored -> {}));
  }

  /** Whatever else a test needs. */
  public Script step(Step step) {
    steps.add(step);
    return this;
  }

  private static JsonObject delta(JsonObject delta, String finishReason) {
    JsonObject choice =
        new JsonObject().put("index", 0).put("delta", delta).put("finish_reason", finishReason);
    return new JsonObject()
        .put("id", "chatcmpl-test")
        .put("object", "chat.completion.chunk")
        .put("choices", new JsonArray().add(choice));
  }
}
