package dev.parley.ai.provider.bus;

import static dev.parley.protocol.ErrorCode.CONTENT_REFUSED;
import static dev.parley.protocol.ErrorCode.PROVIDER_TIMEOUT;
import static dev.parley.protocol.ErrorCode.PROVIDER_UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.AiSettings;
import dev.parley.ai.provider.Heard;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.ToolChoice;
import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.ai.provider.ProviderContract;
import dev.parley.chat.Usage;
import dev.parley.testing.Await;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BusProviderTest extends ProviderContract {
  private static final Duration SOON = Duration.ofMillis(300);
  private final AiSettings settings = new AiSettings().bus("parrot");
  private final Promise<JsonObject> asked = Promise.promise();
  private final Promise<JsonObject> cancelled = Promise.promise();

  @Override
  protected Provider create() {
    return new BusProvider(vertx, settings.build());
  }

  /** A program that takes a request and says these messages. */
  private void program(Object... replies) {
    vertx
        .eventBus()
        .<JsonObject>consumer("parley.provider.parrot.cancel")
        .handler(message -> cancelled.tryComplete(message.body()));
    vertx
        .eventBus()
        .<JsonObject>consumer("parley.provider.parrot")
        .handler(request -> answer(request, replies));
  }

  private void answer(Message<JsonObject> request, Object... replies) {
    request.reply(new JsonObject());
    for (Object reply : replies) {
      vertx.eventBus().send(request.body().getString("reply_to"), reply);
    }
    asked.tryComplete(request.body());
  }

  private static JsonObject typed(String type) {
    return new JsonObject().put("type", type);
  }

  private static JsonObject text(String text) {
    return typed("text").put("text", text);
  }

  @Override
  protected String answersShortly(String question) {
    program(text("Hello"), text(", "), text(""), text("world"), typed("done"));
    return "Hello, world";
  }

  @Override
  protected String asksForALongAnswer() {
    program(text("one "), text("two "), text("three "));
    return "a long answer";
  }

  @Override
  protected String asksForAFailure() {
    program(text("Half"), typed("error").put("retryable", true));
    return "a failure";
  }

  private Heard.End ask() {
    Heard heard = new Heard();
    start("a question", heard);
    Heard.End end = Await.result(heard.end());
    assertThat(heard.faults()).isEmpty();
    return end;
  }

  @Test
  void asksWithTypeVersionTurnsAndPictures() {
    program(typed("thinking"), text("Whole"), typed("done"));
    Turn turn =
        new Turn(
            Speaker.USER,
            "Hi",
            List.of(
                new Picture.Bytes("image/png", "bytes".getBytes(StandardCharsets.UTF_8)),
                new Picture.Elsewhere("https://example.org/a.png")));
    Prompt prompt = new Prompt("m", List.of(new Turn(Speaker.SYSTEM, "Be kind."), turn));
    Heard heard = new Heard();
    Await.on(context, () -> create().start(prompt, heard));
    assertThat(Await.result(heard.end()).text()).isEqualTo("Whole");

    JsonObject request = Await.result(asked.future());
    String id = request.getString("id");
    assertThat(request)
        .isEqualTo(
            new JsonObject(
                """
                {"type": "generate", "version": 1, "id": "%s", "model": "m",
                 "reply_to": "parley.provider.parrot.reply.%s",
                 "messages": [
                  {"role": "system", "content": "Be kind."},
                  {"role": "user", "content": "Hi", "images": [
                    {"media_type": "image/png", "data": "Ynl0ZXM="},
                    {"url": "https://example.org/a.png"}]}]}
                """
                    .formatted(id, id)));
  }

  @Test
  void usageIsTold() {
    program(
        text("a"),
        typed("usage").put("prompt_tokens", 12).put("completion_tokens", 5),
        typed("done"));
    assertThat(ask().usage()).isEqualTo(new Usage(12, 5, false));
  }

  @Test
  void aCancelIsTold() {
    String question = asksForALongAnswer();
    Heard heard = new Heard();
    Provider.Call call = start(question, heard);
    Await.result(heard.first());
    Await.run(context, call::cancel);
    JsonObject cancel = Await.result(cancelled.future());
    assertThat(cancel.getString("type")).isEqualTo("cancel");
    assertThat(cancel.getString("id")).isEqualTo(Await.result(asked.future()).getString("id"));
  }

  @Test
  void nobodyThereMayBeTriedAgain() {
    Heard.End end = ask();
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.retryable()).isTrue();
  }

  @Test
  void silenceIsATimeOutThatIsToldToTheProgram() {
    settings.firstToken(SOON);
    program();
    Heard heard = new Heard();
    Await.on(context, () -> create().start(prompt("hi"), heard));
    assertThat(Await.result(heard.end()).failure().code()).isEqualTo(PROVIDER_TIMEOUT);
    Await.result(cancelled.future());
  }

  @Test
  void errorsHaveTheirCodes() {
    program(typed("error").put("code", "CONTENT_REFUSED").put("message", "secret"));
    Heard.End end = ask();
    assertThat(end.failure().code()).isEqualTo(CONTENT_REFUSED);
    assertThat(end.failure().message()).doesNotContain("secret");
  }

  @Test
  void aFailureBeforeTheFirstTextMayBeRetryableLater() {
    program(typed("error").put("retryable", true).put("retry_after_ms", 7_000));
    Heard.End end = ask();
    assertThat(end.retryable()).isTrue();
    assertThat(end.failure().retryAfterMs()).isEqualTo(7_000L);
  }

  @Test
  void whatIsNoReplyIsAFailureThatKeepsThePrefix() {
    program(text("Half"), "not json", text("more"));
    Heard.End end = ask();
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.text()).isEqualTo("Half");
    assertThat(end.retryable()).isFalse();
  }

  @Test
  void wrongTypesAreNoReply() {
    program(typed("text").put("text", 17));
    assertThat(ask().failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
  }

  @Test
  void aHugeTextIsRefused() {
    program(text("x".repeat(BusReply.MAX_TEXT + 1)));
    assertThat(ask().failure().message()).contains("more at once");
  }

  @Test
  void anEmptyAnswerIsAFailure() {
    program(typed("done"));
    assertThat(ask().failure().message()).contains("empty");
  }

  private static JsonObject call(String id, String name, String arguments) {
    return typed("tool_call").put("id", id).put("name", name).put("arguments", arguments);
  }

  @Test
  void callsComeAfterTheText() {
    program(
        text("Let me look"),
        call("a1", "weather", "{\"city\":\"Rome\"}"),
        call(null, "clock", "not JSON"),
        typed("usage").put("prompt_tokens", 12).put("completion_tokens", 5),
        typed("done"));
    Heard heard = new Heard();
    start("a question", heard);
    Heard.End end = Await.result(heard.end());
    assertThat(end.failure()).isNull();
    assertThat(end.usage()).isEqualTo(new Usage(12, 5, false));
    assertThat(heard.faults()).isEmpty();
    assertThat(heard.toolCalls()).hasSize(2);
    assertThat(heard.toolCalls().getFirst())
        .isEqualTo(new ToolCall("a1", "weather", "{\"city\":\"Rome\"}"));
    assertThat(heard.toolCalls().getLast().arguments()).isEqualTo("not JSON");
    assertThat(heard.toolCalls().getLast().id()).isNotBlank();
  }

  @Test
  void callsAloneAreNoEmptyAnswer() {
    program(call("a1", "clock", "{}"), typed("done"));
    assertThat(ask().failure()).isNull();
  }

  @Test
  void moreCallsThanCanBeTakenFail() {
    program(call("a1", "clock", "x".repeat(300_000)), typed("done"));
    assertThat(ask().failure().message()).contains("calls of tools");
  }

  @Test
  void asksWithToolsResultsAndOptions() {
    program(text("Sun"), typed("done"));
    ToolCall wanted = new ToolCall("a1", "clock", "{}");
    Prompt prompt =
        new Prompt(
            "m",
            List.of(
                new Turn(Speaker.USER, "Hi"),
                Turn.calling("", List.of(wanted)),
                Turn.result(wanted, "Noon")),
            List.of(new ToolSpec("clock", "The time", "{\"type\":\"object\"}")),
            new Options(
                0.5,
                0.25,
                9,
                List.of("END"),
                "{\"type\":\"object\"}",
                new ToolChoice.Named("clock")));
    Heard heard = new Heard();
    Await.on(context, () -> create().start(prompt, heard));
    assertThat(Await.result(heard.end()).text()).isEqualTo("Sun");

    JsonObject request = Await.result(asked.future());
    assertThat(request.getJsonArray("messages"))
        .isEqualTo(
            new JsonArray(
                """
                [{"role": "user", "content": "Hi"},
                 {"role": "assistant", "content": "",
                  "tool_calls": [{"id": "a1", "name": "clock", "arguments": "{}"}]},
                 {"role": "tool", "content": "Noon", "tool_call_id": "a1"}]
                """));
    assertThat(request.getJsonArray("tools"))
        .isEqualTo(
            new JsonArray(
                """
                [{"name": "clock", "description": "The time", "parameters": {"type": "object"}}]
                """));
    assertThat(request.getJsonObject("tool_choice").getString("name")).isEqualTo("clock");
    assertThat(request.getJsonObject("options"))
        .isEqualTo(
            new JsonObject(
                """
                {"temperature": 0.5, "top_p": 0.25, "max_tokens": 9, "stop": ["END"],
                 "schema": {"type": "object"}}
                """));
  }
}
