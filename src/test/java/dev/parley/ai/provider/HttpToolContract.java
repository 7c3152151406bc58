package dev.parley.ai.provider;

import static dev.parley.protocol.ErrorCode.PROVIDER_TIMEOUT;
import static dev.parley.protocol.ErrorCode.PROVIDER_UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.provider.Heard.End;
import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.ToolChoice;
import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.chat.Usage;
import dev.parley.testing.Await;
import dev.parley.testing.Gate;
import dev.parley.testing.Script;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every provider over HTTP does with tools and options, in the words of its server. */
public abstract class HttpToolContract extends HttpProviderContract {
  private static final List<ToolSpec> TOOLS =
      List.of(
          new ToolSpec(
              "weather",
              "Tells it",
              "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}"),
          new ToolSpec("clock", "The time", "{\"type\":\"object\"}"));
  private static final ToolCall WEATHER = new ToolCall("call_1", "weather", "{\"city\":\"Rome\"}");
  private static final ToolCall CLOCK = new ToolCall("call_2", "clock", "now!");
  private static final ToolCall AGAIN = new ToolCall("call_3", "clock", "");

  /** Two rounds of tools, and the wish for another call. */
  private static final List<Turn> ROUNDS =
      List.of(
          new Turn(Speaker.USER, "Weather?"),
          Turn.calling("Let me look", List.of(WEATHER, CLOCK)),
          Turn.result(WEATHER, "Sun"),
          Turn.result(CLOCK, "Noon"),
          Turn.calling("", List.of(AGAIN)),
          Turn.result(AGAIN, "One"));

  private static final Options ALL =
      new Options(
          1.5,
          0.5,
          77,
          List.of("END", "\n"),
          "{\"type\":\"object\",\"required\":[\"a\"]}",
          new ToolChoice.Named("weather"),
          true);

  /**
   * A call as the server tells it.
   *
   * @param index of the call in the answer
   * @param fragments together JSON
   */
  protected abstract Script call(
      Script script, int index, String id, String name, String... fragments);

  /** The good end of an answer that waits for tools, 12 tokens for 5. */
  protected abstract Script finishCalls(Script script);

  /** What must be asked for {@code test-model} with all of the above. */
  protected abstract JsonObject toolRequest();

  /** Whether the server names calls. */
  protected boolean namesCalls() {
    return true;
  }

  private Heard heard(Script script) {
    server.next(script);
    Heard heard = new Heard();
    ask(prompt("a question"), heard);
    return heard;
  }

  @Test
  void aCallComesWholeAfterReasoningAndText() {
    Script script = say(say(think(begin(), "A tool?"), "Let me "), "look");
    Heard heard = heard(finishCalls(call(script, 0, "a1", "weather", "{\"city\":", "\"Rome\"}")));
    End end = Await.result(heard.end());
    assertThat(end.failure()).isNull();
    assertThat(end.text()).isEqualTo("Let me look");
    assertThat(end.usage()).isEqualTo(new Usage(12, 5, false));
    ToolCall wanted = heard.toolCalls().getFirst();
    assertThat(heard.toolCalls()).hasSize(1);
    assertThat(wanted.name()).isEqualTo("weather");
    assertThat(new JsonObject(wanted.arguments())).isEqualTo(new JsonObject().put("city", "Rome"));
    assertThat(wanted.id()).isNotBlank();
    if (namesCalls()) {
      assertThat(wanted.id()).isEqualTo("a1");
    }
  }

  @Test
  void anAnswerMayBeCallsAlone() {
    Script script = call(begin(), 0, "a1", "weather", "{\"city\":\"Rome\"}");
    script = call(script, 1, "a2", "weather", "{\"city\":\"Oslo\"}");
    Heard heard = heard(finishCalls(call(script, 2, "a3", "clock", "{}")));
    assertThat(Await.result(heard.end()).failure()).isNull();
    assertThat(heard.toolCalls().stream().map(ToolCall::name))
        .containsExactly("weather", "weather", "clock");
    assertThat(heard.toolCalls().stream().map(ToolCall::arguments))
        .containsExactly("{\"city\":\"Rome\"}", "{\"city\":\"Oslo\"}", "{}");
    assertThat(heard.toolCalls().stream().map(ToolCall::id)).doesNotHaveDuplicates();
  }

  @Test
  void whatIsCutShortWantsNothing() {
    Heard broken = heard(call(say(begin(), "So"), 0, "a1", "clock", "{}").breakOff());
    assertThat(Await.result(broken.end()).failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(broken.toolCalls()).isEmpty();
    Heard failed = heard(fail(call(begin(), 0, "a1", "clock", "{}")));
    assertThat(Await.result(failed.end()).retryable()).as("nothing was told").isTrue();
    assertThat(failed.toolCalls()).isEmpty();
  }

  @Test
  void silenceAmongCallsIsATimeOut() {
    settings.idle(SOON);
    Heard heard = heard(call(begin(), 0, "a1", "clock", "{}").gate(new Gate()));
    assertThat(Await.result(heard.end()).failure().code()).isEqualTo(PROVIDER_TIMEOUT);
    assertThat(heard.toolCalls()).isEmpty();
  }

  @Test
  void moreThanCanBeTakenFails() {
    Script many = begin();
    for (int i = 0; i <= WantedCalls.MAX; i++) {
      many = call(many, i, "a" + i, "clock", "{}");
    }
    assertTooMany(heard(finishCalls(many)));
    String half = "x".repeat(WantedCalls.MAX_CHARACTERS / 2);
    assertTooMany(
        heard(finishCalls(call(begin(), 0, "a1", "clock", "{\"a\":\"" + half, half + "\"}"))));
  }

  private static void assertTooMany(Heard heard) {
    End end = Await.result(heard.end());
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.failure().message()).contains("calls of tools");
    assertThat(end.retryable()).isFalse();
    assertThat(heard.toolCalls()).isEmpty();
  }

  @Test
  void toolsResultsAndOptionsAreAskedInTheWordsOfTheServer() {
    server.next(finish(say(begin(), "Sunny")));
    assertThat(ask(new Prompt("test-model", ROUNDS, TOOLS, ALL), new Heard()).text())
        .isEqualTo("Sunny");
    assertThat(server.takeAsked().body()).isEqualTo(toolRequest());
  }

  @Test
  void aServerThatRefusesToolsIsToldAsItIs() {
    server.next(Script.error(400, "invalid_request_error", "no tools"));
    End end = ask(new Prompt("test-model", ROUNDS, TOOLS, Options.NONE), new Heard());
    assertThat(end.failure().code()).isEqualTo(PROVIDER_UNAVAILABLE);
    assertThat(end.retryable()).isFalse();
  }

  @Test
  void nothingFollowsACancelAmongCalls() {
    Script script = call(call(begin(), 0, "a1", "clock", "{}"), 1, "a2", "clock", "{}");
    server.next(finishCalls(script));
    AtomicReference<Provider.Call> running = new AtomicReference<>();
    Heard heard =
        new Heard() {
          @Override
          public synchronized void toolCall(ToolCall call) {
            super.toolCall(call);
            running.get().cancel();
          }
        };
    Await.run(context, () -> running.set(create().start(prompt("a question"), heard)));
    Await.result(server.takeAsked().gone());
    assertThat(heard.toolCalls()).hasSize(1);
    assertThat(heard.end().isComplete()).isFalse();
    assertThat(heard.faults()).isEmpty();
  }
}
