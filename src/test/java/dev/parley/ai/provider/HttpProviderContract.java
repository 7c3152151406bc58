package dev.parley.ai.provider;

import static dev.parley.protocol.ErrorCode.CONTENT_REFUSED;
import static dev.parley.protocol.ErrorCode.PROVIDER_TIMEOUT;
import static dev.parley.protocol.ErrorCode.PROVIDER_UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.AiSettings;
import dev.parley.ai.provider.Heard.End;
import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.chat.Usage;
import dev.parley.config.SourcesConfig;
import dev.parley.testing.Await;
import dev.parley.testing.Gate;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every provider does that asks a server over HTTP, in the words of that server. */
public abstract class HttpProviderContract extends ProviderContract {
  protected static final String KEY = "secret-key-0123456789";
  private static final Duration LATE = Duration.ofSeconds(20);
  protected static final Duration SOON = Duration.ofMillis(300);
  private static final List<Turn> CONVERSATION =
      List.of(
          new Turn(Speaker.SYSTEM, "Be kind."),
          new Turn(
              Speaker.USER,
              "Hi \"you\" 👋",
              List.of(
                  new Picture.Bytes("image/png", "bytes".getBytes(StandardCharsets.UTF_8)),
                  new Picture.Elsewhere("https://example.org/a.png"))),
          new Turn(Speaker.ASSISTANT, "Hello"),
          new Turn(Speaker.USER, "Bye"));

  protected final ScriptedProvider server = new ScriptedProvider();
  protected final AiSettings settings = new AiSettings();

  /** The provider for a server that speaks at this URL, which has no path. */
  protected abstract Provider create(SourcesConfig.Server server, AiSettings settings);

  /** The beginning of an answer. */
  protected abstract Script begin();

  /** Some text of an answer. */
  protected abstract Script say(Script script, String text);

  /** Some reasoning before an answer. */
  protected abstract Script think(Script script, String thought);

  /** The good end of an answer, 12 tokens for 5. */
  protected abstract Script finish(Script script);

  /** An error in the middle of the answer that passes. */
  protected abstract Script fail(Script script);

  /** One document that is not what it should be. */
  protected abstract Script document(Script script, String text);

  /** Where it must have been asked. */
  protected abstract String path();

  /** The header that has the key, and what it must be. */
  protected abstract String keyHeader();

  protected abstract String keyValue();

  /** What must be asked for {@code test-model} and the conversation above. */
  protected abstract JsonObject request();

  @Override
  protected final Provider create() {
    URI url = URI.create("http://127.0.0.1:" + server.baseUrl().getPort());
    return create(AiSettings.server(url.toString(), KEY), settings);
  }

  @Override
  protected String answersShortly(String question) {
    server.next(finish(say(say(say(begin(), "Hello"), ", "), "world")));
    return "Hello, world";
  }

  @Override
  protected String asksForALongAnswer() {
    server.next(say(say(say(begin(), "one "), "two "), "three ").gate(new Gate()));
    return "a long answer";
  }

  @Override
  protected String asksForAFailure() {
    server.next(say(begin(), "Half of").breakOff());
    return "a failure";
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  protected final End ask(Script script) {
    server.next(script);
    return ask(prompt("a question").turns());
  }

  private End ask(List<Turn> turns) {
    return ask(new Prompt("test-model", turns), new Heard());
  }

  protected final End ask(Prompt prompt, Heard heard) {
    Await.on(context, () -> create().start(prompt, heard));
    End end = Await.result(heard.end());
    assertThat(heard.faults()).isEmpty();
    if (end.failure() != null) {
      assertThat(end.failure().message()).doesNotContain(KEY).doesNotContain("secret");
    }
    return end;
  }

  @Test
  void asksInTheWordsOfTheServer() {
    server.next(finish(say(begin(), "Whole")));
    assertThat(ask(CONVERSATION).text()).isEqualTo("Whole");
    ScriptedProvider.Asked asked = server.takeAsked();
    assertThat(asked.method()).isEqualTo("POST");
    assertThat(asked.uri()).isEqualTo(path());
    assertThat(asked.headers().get(keyHeader())).isEqualTo(keyValue());
    assertThat(asked.headers().get("Content-Type")).isEqualTo("application/json");
    assertThat(asked.body()).isEqualTo(request());
  }

  @Test
  void tellsEveryPieceAndTheUsage() {
    server.next(finish(say(say(say(begin(), "a"), "b"), "b")));
    Heard heard = new Heard();
    start("question", heard);
    assertThat(Await.result(heard.end()).usage()).isEqualTo(new Usage(12, 5, false));
    assertThat(heard.texts()).containsExactly("a", "b", "b");
  }

  @Test
  void reasoningIsNotShown() {
    Script script = think(think(begin(), "Let me see"), "...");
    End end = ask(finish(say(script, "Four")));
    assertThat(end.failure()).isNull();
    assertThat(end.text()).isEqualTo("Four");
  }

  @Test
  void aCancelClosesTheConnection() {
    server.next(say(begin(), "some").gate(new Gate()));
    Heard heard = new Heard();
    Provider.Call call = start("question", heard);
    ScriptedProvider.Asked asked = server.takeAsked();
    Await.result(heard.first());
    Await.run(context, call::cancel);
    Await.result(asked.gone());
  }

  @Test
  void tooManyRequestsMayBeAskedAgainWhenTheServerSays() {
    End end = ask(Script.error(429, "rate_limit", "secret").header("Retry-After", "7"));
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.failure().retryAfterMs()).isEqualTo(7_000L);
    assertThat(end.retryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 529})
  void aServerErrorMayBeAskedAgain(int status) {
    End end = ask(Script.reply(status, "application/json", "{\"error\":\"secret\"}"));
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.retryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413})
  void aRequestThatIsWrongIsNotAskedAgain(int status) {
    End end = ask(Script.error(status, "wrong", "secret " + KEY));
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.retryable()).isFalse();
  }

  /** For servers that can say it: an end because the content was refused is named as that. */
  protected final void namesRefusedContent(UnaryOperator<Script> refuse) {
    End end = ask(refuse.apply(say(begin(), "Well, ")));
    assertThat(end.text()).isEqualTo("Well, ");
    assertThat(end.failure().code()).isEqualTo(CONTENT_REFUSED);
  }

  @Test
  void aServerThatIsGoneMayBeTriedAgain() {
    Provider gone =
        Await.on(context, () -> create(AiSettings.server("http://127.0.0.1:1", KEY), settings));
    Heard heard = new Heard();
    Await.on(context, () -> gone.start(prompt("hi"), heard));
    End end = Await.result(heard.end());
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.retryable()).isTrue();
    assertThat(gone.toString()).doesNotContain(KEY);
  }

  @Test
  void aConnectionThatBreaksBeforeTheHeadMayBeTriedAgain() {
    assertThat(ask(Script.silence().breakOff()).retryable()).isTrue();
  }

  @Test
  void silenceIsATimeOut() {
    settings.firstToken(SOON);
    assertThat(ask(Script.silence()).failure().code()).isEqualTo(PROVIDER_TIMEOUT);
    assertThat(ask(begin().gate(new Gate())).failure().code()).isEqualTo(PROVIDER_TIMEOUT);

    settings.firstToken(LATE).idle(SOON);
    End end = ask(say(begin(), "Half").gate(new Gate()));
    assertThat(end.failure().code()).isEqualTo(PROVIDER_TIMEOUT);
    assertThat(end.text()).isEqualTo("Half");
    assertThat(end.retryable()).isFalse();
  }

  @Test
  void whatIsCutShortIsAFailureThatKeepsThePrefix() {
    assertBrokenOff(ask(say(begin(), "Half").breakOff()));
    assertBrokenOff(ask(say(begin(), "Half").end()));
    assertBrokenOff(ask(fail(say(begin(), "Half"))));
    assertThat(ask(fail(begin())).retryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":[", "not json", "[1]", "null", "17"})
  void whatIsNoJsonObjectIsAFailureThatKeepsThePrefix(String text) {
    assertBrokenOff(ask(say(document(say(begin(), "Half"), text), "more")));
    assertThat(ask(document(begin(), text)).retryable()).isTrue();
  }

  @Test
  void aHugeLineIsRefused() {
    String part = "x".repeat(1 << 20);
    Script script = say(begin(), "Half").raw("data: ");
    assertBrokenOff(ask(script.raw(part).raw(part).raw(part).raw(part).raw(part)));
  }

  private static void assertBrokenOff(End end) {
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.text()).isEqualTo("Half");
    assertThat(end.retryable()).isFalse();
  }
}
