package dev.parley.ai.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.ai.AiSettings;
import dev.parley.ai.provider.ChatCompletionsContract;
import dev.parley.ai.provider.Heard;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.ToolChoice;
import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.http.ChatCompletions;
import dev.parley.bus.Json;
import dev.parley.config.OpenAiConfig;
import dev.parley.config.SourcesConfig;
import dev.parley.testing.Await;
import dev.parley.testing.Script;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract for openai, and what servers make of its way to tell calls. */
class OpenAiToolsTest extends ChatCompletionsContract {
  @Override
  protected Provider create(SourcesConfig.Server server, AiSettings settings) {
    OpenAiConfig openai = new OpenAiConfig(server.baseUrl(), server.apiKey(), null, true);
    return new OpenAiProvider(vertx, settings.openai(openai).build());
  }

  private List<ToolCall> calls(Script script) {
    server.next(script);
    Heard heard = new Heard();
    ask(prompt("a question"), heard);
    assertThat(Await.result(heard.end()).failure()).isNull();
    return heard.toolCalls();
  }

  @Test
  void fragmentsOfSeveralCallsMayBeMixed() {
    Script script =
        begin()
            .event(chunk(0, "a", "one", ""))
            .event(chunk(1, "b", "two", "{"))
            .event(chunk(0, null, null, "{\"x\":"))
            .event(chunk(1, "b", null, "}"))
            .event(chunk(0, "", "", "1}"));
    assertThat(calls(finishCalls(script)))
        .containsExactly(new ToolCall("a", "one", "{\"x\":1}"), new ToolCall("b", "two", "{}"));
  }

  @Test
  void callsThatAreAllNumberedAlikeAreToldApartByTheirIds() {
    Script script =
        begin().event(chunk(0, "a", "one", "{}")).event(chunk(0, "b", "two", "{\"y\":2}"));
    assertThat(calls(script.finish("stop").done().end()))
        .containsExactly(new ToolCall("a", "one", "{}"), new ToolCall("b", "two", "{\"y\":2}"));
  }

  @Test
  void missingAndRepeatedIdsAreReplaced() {
    Script script =
        begin()
            .event(chunk(0, null, "one", "{}"))
            .event(chunk(1, "same", "two", "not"))
            .event(chunk(2, "same", "three", "{}"))
            .event(chunk(1, null, null, " JSON"));
    List<ToolCall> calls = calls(finishCalls(script));
    assertThat(calls.stream().map(ToolCall::name)).containsExactly("one", "two", "three");
    assertThat(calls.get(1).arguments()).isEqualTo("not JSON");
    assertThat(calls.stream().map(ToolCall::id)).doesNotHaveDuplicates().doesNotContain("");
  }

  @Test
  void anObjectForAListAndObjectsForArgumentsAreTaken() {
    Script script =
        begin()
            .event(
                """
                {"choices":[{"delta":{"tool_calls":{"index":0,"id":"a","type":"function",\
                "function":{"name":"one","arguments":{"x":1}}}}}]}\
                """);
    assertThat(calls(finishCalls(script))).containsExactly(new ToolCall("a", "one", "{\"x\":1}"));
  }

  @Test
  void aWholeAnswerMayHaveCalls() {
    String body =
        """
        {"choices": [{"message": {"role": "assistant", "content": null, "tool_calls": [
          {"id": "a", "type": "function", "function": {"name": "one", "arguments": "{}"}},
          {"id": "b", "type": "function", "function": {"name": "two", "arguments": ""}}]},
          "finish_reason": "tool_calls"}], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}
        """;
    assertThat(calls(Script.reply(200, "application/json", body)))
        .containsExactly(new ToolCall("a", "one", "{}"), new ToolCall("b", "two", ""));
  }

  @Test
  void onlyServersOfOpenAiAreToldTheNewerBound() throws IOException {
    assertThat(asked("https://api.openai.com/v1", options(null, null)).has("max_completion_tokens"))
        .isTrue();
    assertThat(asked("https://x.openai.azure.com/v1", options(null, null)).has("max_tokens"))
        .isFalse();
    assertThat(asked("http://127.0.0.1:1", options(null, null)).path("max_tokens").asInt())
        .isEqualTo(9);
  }

  @Test
  void choicesAndFormatsHaveTheirWords() throws IOException {
    assertThat(choice(new ToolChoice.Auto())).isEqualTo("auto");
    assertThat(choice(new ToolChoice.None())).isEqualTo("none");
    assertThat(choice(new ToolChoice.Required())).isEqualTo("required");
    assertThat(choice(null)).isEmpty();
    JsonNode any = asked("http://127.0.0.1:1", options(Options.ANY_OBJECT, null));
    assertThat(any.path("response_format").path("type").asText()).isEqualTo("json_object");
  }

  private static String choice(ToolChoice choice) throws IOException {
    return asked("http://127.0.0.1:1", options(null, choice)).path("tool_choice").asText();
  }

  private static Options options(String schema, ToolChoice choice) {
    return new Options(null, null, 9, List.of(), schema, choice);
  }

  private static JsonNode asked(String url, Options options) throws IOException {
    Prompt prompt =
        new Prompt(
            "m",
            List.of(new Turn(Turn.Speaker.USER, "Hi")),
            List.of(new ToolSpec("one", "", "{}")),
            options);
    return Json.MAPPER.readTree(new ChatCompletions(URI.create(url)).request(prompt));
  }
}
