package dev.parley.ai.provider.openai;

import static dev.parley.protocol.ErrorCode.CONTENT_REFUSED;
import static dev.parley.protocol.ErrorCode.PROVIDER_TIMEOUT;
import static dev.parley.protocol.ErrorCode.PROVIDER_UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.AiSettings;
import dev.parley.ai.provider.Heard;
import dev.parley.ai.provider.Heard.End;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.chat.Usage;
import dev.parley.config.AiConfig;
import dev.parley.testing.Await;
import dev.parley.testing.Gate;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which a provider can fail, and the one outcome it has. */
class OpenAiFaultsTest {
  private static final Prompt PROMPT =
      new Prompt("test-model", List.of(new Turn(Speaker.USER, "a question")));
  private static final Duration LATE = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofMillis(300);

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedProvider server = new ScriptedProvider();
  private final AiSettings settings = new AiSettings().openai(server.baseUrl());

  @AfterEach
  void close() {
    server.close();
    Await.result(vertx.close());
  }

  private End ask(Script script) {
    server.next(script);
    return ask();
  }

  private End ask() {
    Heard heard = new Heard();
    AiConfig built = settings.build();
    Await.on(
        vertx.getOrCreateContext(), () -> new OpenAiProvider(vertx, built).start(PROMPT, heard));
    End end = Await.result(heard.end());
    assertThat(heard.faults()).isEmpty();
    if (end.failure() != null) {
      assertThat(end.failure().message()).doesNotContain(AiSettings.KEY).doesNotContain("secret");
    }
    return end;
  }

  @Test
  void tooManyRequestsMayBeAskedAgainWhenTheProviderSays() {
    End end = ask(Script.error(429, "rate_limit_exceeded", "secret").header("Retry-After", "7"));
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.failure().retryAfterMs()).isEqualTo(7_000L);
    assertThat(end.retryable()).isTrue();
  }

  @Test
  void tooManyRequestsWithoutATimeMayBeAskedAgain() {
    End end = ask(Script.error(429, "rate_limit_exceeded", "secret"));
    assertThat(end.failure().retryAfterMs()).isNull();
    assertThat(end.retryable()).isTrue();
  }

  /** Some servers write one into every chunk. */
  @Test
  void anEmptyReasonToFinishIsNone() {
    String chunk = "{\"choices\":[{\"delta\":{\"content\":\"half\"},\"finish_reason\":\"\"}]}";
    End end = ask(Script.stream().event(chunk).breakOff());
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.text()).isEqualTo("half");
  }

  @Test
  void figuresThatCannotBeAreBroughtIntoBounds() {
    End end = ask(Script.stream().text("Hi").finish("stop").usage(-7, 2_000_000_000).done().end());
    assertThat(end.usage()).isEqualTo(new Usage(0, 1_000_000_000, false));
  }

  @Test
  void anExhaustedQuotaIsNotAskedAgain() {
    End end = ask(Script.error(429, "insufficient_quota", "secret"));
    assertThat(end.failure().message()).contains("quota");
    assertThat(end.retryable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 529})
  void aServerErrorMayBeAskedAgain(int status) {
    End end = ask(Script.reply(status, "text/html", "<h1>secret</h1>"));
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.retryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 402, 403, 404, 413, 418, 422})
  void aRequestThatIsWrongIsNotAskedAgain(int status) {
    End end = ask(Script.error(status, "wrong", "secret " + AiSettings.KEY));
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.failure().message()).containsAnyOf("check", "too long");
    assertThat(end.retryable()).isFalse();
  }

  @Test
  void refusedContentIsNamed() {
    assertThat(ask(Script.error(400, "content_filter", "secret")).failure().code())
        .isEqualTo(CONTENT_REFUSED);
    End end = ask(Script.stream().text("Well, ").finish("content_filter").done().end());
    assertThat(end.failure().code()).isEqualTo(CONTENT_REFUSED);
    assertThat(end.text()).isEqualTo("Well, ");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void aRedirectIsNotFollowed(int status) {
    try (ScriptedProvider elsewhere = new ScriptedProvider()) {
      End end =
          ask(
              Script.reply(status, "text/plain", "")
                  .header("Location", elsewhere.baseUrl() + "/chat/completions"));
      assertThat(end.failure().message()).contains("base URL");
      assertThat(end.retryable()).isFalse();
      assertThat(elsewhere.untaken()).isZero();
    }
  }

  @Test
  void anErrorWhoseBodyNeverEndsIsAnErrorAllTheSame() {
    Gate never = new Gate();
    Script script = Script.stream().raw("{").gate(never);
    End end = ask(script.status(503));
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.retryable()).isTrue();
  }

  @Test
  void aRefusedConnectionMayBeTriedAgain() {
    server.close();
    End end = ask();
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.retryable()).isTrue();
  }

  @Test
  void anUnknownHostMayBeTriedAgain() {
    settings.openai(URI.create("http://no-such-host.invalid/v1"));
    End end = ask();
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.retryable()).isTrue();
  }

  @Test
  void aConnectionThatBreaksBeforeTheHeadMayBeTriedAgain() {
    End end = ask(Script.silence().breakOff());
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.retryable()).isTrue();
  }

  @Test
  void silenceBeforeTheHeadIsATimeOut() {
    settings.firstToken(SOON);
    End end = ask(Script.silence());
    assertThat(end.failure().code()).isEqualTo(PROVIDER_TIMEOUT);
    assertThat(end.text()).isEmpty();
    Await.result(server.takeAsked().gone());
  }

  @Test
  void commentsAreNoSignOfLife() {
    settings.firstToken(SOON);
    Script script = Script.stream();
    script.step(request -> keepAlive(request.response()));
    assertThat(ask(script).failure().code()).isEqualTo(PROVIDER_TIMEOUT);

    Script later = Script.stream().text("some");
    later.step(request -> keepAlive(request.response()));
    settings.firstToken(LATE).idle(SOON);
    End end = ask(later);
    assertThat(end.failure().code()).isEqualTo(PROVIDER_TIMEOUT);
    assertThat(end.text()).isEqualTo("some");
  }

  private Future<Void> keepAlive(HttpServerResponse response) {
    long timer = vertx.setPeriodic(20, id -> response.write(": still here\n\n"));
    response.closeHandler(closed -> vertx.cancelTimer(timer));
    return Future.succeededFuture();
  }

  @Test
  void silenceInTheMiddleIsATimeOutThatKeepsThePrefix() {
    settings.idle(SOON);
    End end = ask(Script.stream().text("Half of ").text("it"));
    assertThat(end.failure().code()).isEqualTo(PROVIDER_TIMEOUT);
    assertThat(end.text()).isEqualTo("Half of it");
    assertThat(end.retryable()).isFalse();
  }

  @Test
  void anEndWithoutAFinishIsAFailureThatKeepsThePrefix() {
    assertBrokenOff(ask(Script.stream().text("Half").breakOff()));
    assertBrokenOff(ask(Script.stream().text("Half").end()));
    assertBrokenOff(ask(Script.stream().text("Half").raw("data: {\"choices\":[{\"de").end()));
  }

  private static void assertBrokenOff(End end) {
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.text()).isEqualTo("Half");
    assertThat(end.retryable()).isFalse();
  }

  @Test
  void anEndAfterTheFinishIsAnEnd() {
    assertCompleted(ask(Script.stream().text("Whole").finish("stop").breakOff()));
    assertCompleted(ask(Script.stream().text("Whole").finish("stop").end()));
    assertCompleted(ask(Script.stream().text("Whole").finish("length").raw("data: {\"us").end()));
    assertCompleted(ask(Script.stream().text("Whole").done().end()));
    assertCompleted(ask(Script.stream().text("Whole").raw("data: [DONE]").end()));
    assertCompleted(ask(Script.stream().text("Whole").done()));
  }

  private static void assertCompleted(End end) {
    assertThat(end.failure()).isNull();
    assertThat(end.text()).isEqualTo("Whole");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void allLineEndingsAreRead(String newline) {
    Script script = Script.stream().newline(newline).comment("hi").text("Who").text("le");
    assertCompleted(ask(script.finish("stop").done().end()));
  }

  @Test
  void aCharacterMayBeSplitBetweenBuffers() {
    Gate gate = new Gate();
    byte[] event =
        "data: {\"choices\":[{\"delta\":{\"content\":\"Grüße 👋🏽\"}}]}\n\n"
            .getBytes(StandardCharsets.UTF_8);
    int cut = event.length - 12;
    Script script =
        Script.stream()
            .text("Er sagt: ")
            .raw(Buffer.buffer(event).slice(0, cut))
            .gate(gate)
            .raw(Buffer.buffer(event).slice(cut, event.length));
    gate.reached().onSuccess(reached -> gate.open());
    assertThat(ask(script.finish("stop").done().end()).text()).isEqualTo("Er sagt: Grüße 👋🏽");
  }

  @Test
  void aChunkOfAMegabyteIsDeliveredWhole() {
    String megabyte = "0123456789abcdef".repeat(1 << 16);
    End end = ask(Script.stream().text(megabyte).finish("stop").done().end());
    assertThat(end.failure()).isNull();
    assertThat(end.text()).isEqualTo(megabyte);
  }

  @Test
  void aLineWithoutEndIsRefused() {
    String part = "x".repeat(1 << 20);
    Script script = Script.stream().text("Half").raw("data: ");
    End end = ask(script.raw(part).raw(part).raw(part).raw(part).raw(part));
    assertBrokenOff(end);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"choices\":[", "not json", "[1]", "null", "17"})
  void whatIsNoJsonObjectIsAFailureThatKeepsThePrefix(String data) {
    assertBrokenOff(ask(Script.stream().text("Half").event(data).text("more")));
    assertThat(ask(Script.stream().event(data)).retryable()).isTrue();
  }

  @Test
  void anErrorInsideTheStreamIsAFailureThatKeepsThePrefix() {
    String error = "{\"error\":{\"message\":\"secret\",\"type\":\"server_error\",\"code\":500}}";
    assertBrokenOff(ask(Script.stream().text("Half").event(error)));
    assertThat(ask(Script.stream().event(error).end()).retryable()).isTrue();
    String lasting = "{\"error\":{\"message\":\"x\",\"type\":\"invalid_request_error\"}}";
    assertThat(ask(Script.stream().event(lasting).end()).retryable()).isFalse();
    String text = "{\"error\":\"secret\"}";
    assertBrokenOff(ask(Script.stream().text("Half").event(text)));
  }

  @Test
  void anAnswerInOnePieceIsTaken() {
    String body =
        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Whole\"},"
            + "\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1}}";
    End end = ask(Script.reply(200, "application/json; charset=utf-8", body));
    assertCompleted(end);
    assertThat(end.usage()).isEqualTo(new Usage(5, 1, false));
  }

  @Test
  void anErrorWithAGoodStatusIsAnError() {
    End end = ask(Script.reply(200, "application/json", "{\"error\":{\"message\":\"secret\"}}"));
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
  }

  @Test
  void aWebPageIsNoAnswer() {
    End end = ask(Script.reply(200, "text/html", "<html>secret</html>"));
    assertThat(end.failure().message()).contains("base URL");
    assertThat(end.retryable()).isFalse();
  }

  @Test
  void anEmptyAnswerIsAFailure() {
    for (Script script :
        List.of(
            Script.stream().finish("stop").usage(5, 0).done().end(),
            Script.stream().done().end(),
            Script.reply(200, "application/json", "{\"choices\":[]}"))) {
      End end = ask(script);
      assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
      assertThat(end.failure().message()).contains("empty");
      assertThat(end.retryable()).isTrue();
    }
  }

  @Test
  void contentInPartsAndRefusalsAreText() {
    Script parts =
        Script.stream()
            .event("{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}")
            .event(
                "{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"Who\"}]}}]}")
            .event("{\"choices\":[{\"delta\":{\"refusal\":\"le\"}}]}");
    assertCompleted(ask(parts.finish("stop").done().end()));
  }
}
