package dev.parley.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tools and ways to answer in the API for programs, as they look on the wire. */
class OpenAiToolsIT {
  private static final String COMPLETIONS = "/v1/chat/completions";

  @RegisterExtension static final Stage stage = Stage.with("AI_MODEL", "scripted");

  private static String token;
  private static String key;

  @BeforeAll
  static void start() {
    token = stage.guest("Ada").token();
    key = Keys.make(stage.port(), token);
  }

  private static JsonObject asking() {
    JsonObject message = new JsonObject().put("role", "user").put("content", "Weather?");
    return new JsonObject()
        .put("messages", JsonArray.of(message))
        .put("tools", JsonArray.of(ToolScripts.weather()));
  }

  private static Answer post(JsonObject body) {
    return Http.post(stage.port(), COMPLETIONS, key, body);
  }

  private static JsonObject asked(JsonObject body, Script script) {
    stage.provider().next(script);
    Answer answer = post(body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return stage.provider().takeAsked().body();
  }

  @Test
  void aWholeAnswerHasItsCalls() {
    stage.provider().next(ToolScripts.twoCalls(""));
    JsonObject body = post(asking()).body();
    stage.provider().takeAsked();
    assertThat(body.getJsonArray("choices").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"index": 0, "logprobs": null, "finish_reason": "tool_calls", "message":
                 {"role": "assistant", "content": null, "refusal": null, "tool_calls": [
                  {"id": "call_1", "type": "function",
                   "function": {"name": "weather", "arguments": "{\\"city\\":\\"Rome\\"}"}},
                  {"id": "call_2", "type": "function",
                   "function": {"name": "weather", "arguments": "{\\"city\\":\\"Oslo\\"}"}}]}}
                """));
    assertThat(body.getJsonObject("usage").getInteger("total_tokens")).isEqualTo(17);
  }

  @Test
  void aStreamTellsWhoIsCalledThenWithWhat() {
    stage.provider().next(ToolScripts.twoCalls("Let me look"));
    String stream = post(asking().put("stream", true)).text();
    stage.provider().takeAsked();
    List<JsonObject> choices =
        Arrays.stream(stream.split("\n\n", -1))
            .filter(event -> event.startsWith("data: {"))
            .map(event -> new JsonObject(event.substring(6)))
            .map(chunk -> chunk.getJsonArray("choices").getJsonObject(0))
            .toList();
    assertThat(choices.getLast().getString("finish_reason")).isEqualTo("tool_calls");
    assertThat(
            choices.stream().map(choice -> choice.getJsonObject("delta").getString("content", "")))
        .contains("Let me look");
    List<JsonObject> deltas =
        choices.stream()
            .map(choice -> choice.getJsonObject("delta").getJsonArray("tool_calls"))
            .filter(calls -> calls != null)
            .map(calls -> calls.getJsonObject(0))
            .toList();
    assertThat(deltas)
        .containsExactly(
            new JsonObject(
                """
                {"index": 0, "id": "call_1", "type": "function",
                 "function": {"name": "weather", "arguments": ""}}
                """),
            arguments(0, "{\"city\":\"Rome\"}"),
            new JsonObject(
                """
                {"index": 1, "id": "call_2", "type": "function",
                 "function": {"name": "weather", "arguments": ""}}
                """),
            arguments(1, "{\"city\":\"Oslo\"}"));
  }

  private static JsonObject arguments(int index, String arguments) {
    return new JsonObject()
        .put("index", index)
        .put("function", new JsonObject().put("arguments", arguments));
  }

  @Test
  void resultsReachTheProviderInItsForm() {
    JsonObject body = asking().put("messages", ToolScripts.answered(null));
    JsonArray messages = asked(body, Script.answer("Sun and snow")).getJsonArray("messages");
    assertThat(messages.getJsonObject(1))
        .isEqualTo(
            new JsonObject(
                """
                {"role": "assistant", "content": null, "tool_calls": [
                 {"id": "call_1", "type": "function",
                  "function": {"name": "weather", "arguments": "{\\"city\\":\\"Rome\\"}"}},
                 {"id": "call_2", "type": "function",
                  "function": {"name": "weather", "arguments": "{\\"city\\":\\"Oslo\\"}"}}]}
                """));
    assertThat(messages.getJsonObject(2))
        .isEqualTo(
            new JsonObject()
                .put("role", "tool")
                .put("tool_call_id", "call_1")
                .put("content", "Sun"));
    assertThat(messages.getJsonObject(3).getString("content")).isEqualTo("Snow");
  }

  @Test
  void waysToAnswerReachTheProvider() {
    JsonObject named =
        new JsonObject("{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}");
    JsonObject schema = new JsonObject("{\"type\":\"object\",\"required\":[\"a\"]}");
    JsonObject format =
        new JsonObject()
            .put("type", "json_schema")
            .put(
                "json_schema",
                new JsonObject().put("name", "x").put("strict", true).put("schema", schema));
    JsonObject all =
        asking()
            .put("tool_choice", named)
            .put("parallel_tool_calls", false)
            .put("temperature", 0.5)
            .put("top_p", 0.25)
            .put("max_completion_tokens", 50)
            .put("stop", "END")
            .put("response_format", format);
    JsonObject asked = asked(all, Script.answer("Well"));
    assertThat(asked.getJsonArray("tools")).isEqualTo(JsonArray.of(ToolScripts.weather()));
    assertThat(asked.getJsonObject("tool_choice")).isEqualTo(named);
    assertThat(asked.getDouble("temperature")).isEqualTo(0.5);
    assertThat(asked.getDouble("top_p")).isEqualTo(0.25);
    assertThat(asked.getInteger("max_tokens")).isEqualTo(50);
    assertThat(asked.getJsonArray("stop")).containsExactly("END");
    JsonObject told = asked.getJsonObject("response_format").getJsonObject("json_schema");
    assertThat(told.getJsonObject("schema")).isEqualTo(schema);
    assertThat(told.getBoolean("strict")).isTrue();

    JsonObject object = new JsonObject().put("type", "json_object");
    assertThat(
            asked(asking().put("response_format", object), Script.answer("{}"))
                .getJsonObject("response_format"))
        .isEqualTo(object);
    JsonObject text = new JsonObject().put("type", "text");
    assertThat(asked(asking().put("response_format", text), Script.answer("x")).fieldNames())
        .doesNotContain("response_format", "tool_choice", "temperature");
  }

  @Test
  void anAnswerThatTheProviderHeldToItsBoundSaysSo() {
    stage.provider().next(Script.stream().text("short").finish("length").usage(3, 50).done().end());
    JsonObject body = post(asking().put("max_tokens", 50)).body();
    stage.provider().takeAsked();
    assertThat(body.getJsonArray("choices").getJsonObject(0).getString("finish_reason"))
        .isEqualTo("length");
  }

  @Test
  void whatIsWrongIsRefusedByName() {
    refused("tools", body -> body.put("tools", "weather"));
    refused("tools[0].type", body -> tool(body).put("type", "custom"));
    refused("tools[0].function.name", body -> function(body).put("name", "get weather"));
    refused("tools[0].function.description", body -> function(body).put("description", 1));
    refused("tools[0].function.parameters", body -> function(body).put("parameters", "{}"));
    refused(
        "tools[1].function.name", body -> body.getJsonArray("tools").add(ToolScripts.weather()));
    refused("tools", body -> function(body).put("description", "x".repeat(200_001)));
    refused("tool_choice", body -> body.put("tool_choice", "maybe"));
    refused("tool_choice", body -> body.put("tool_choice", "required").remove("tools"));
    refused(
        "tool_choice",
        body ->
            body.put(
                "tool_choice",
                new JsonObject("{\"type\":\"function\",\"function\":{\"name\":\"other\"}}")));
    refused("parallel_tool_calls", body -> body.put("parallel_tool_calls", "no"));
    refused("functions", body -> body.put("functions", JsonArray.of(new JsonObject())));
    refused(
        "response_format",
        body -> body.put("response_format", new JsonObject().put("type", "grammar")));
    refused(
        "response_format.json_schema.schema",
        body -> body.put("response_format", new JsonObject().put("type", "json_schema")));
  }

  @Test
  void callsAndResultsThatDoNotFitAreRefused() {
    refused("messages", body -> rounds(body).remove(3));
    refused("messages[1].tool_call_id", body -> rounds(body).remove(1));
    refused("messages[4].tool_call_id", body -> rounds(body).add(rounds(body).getJsonObject(3)));
    refused("messages[2].tool_call_id", body -> message(body, 2).put("tool_call_id", "call_9"));
    refused("messages[2].tool_call_id", body -> message(body, 2).remove("tool_call_id"));
    refused("messages[1].tool_calls", body -> call(body).put("id", "call_2"));
    refused("messages[1].tool_calls", body -> call(body).put("id", ""));
    refused("messages[1].tool_calls", body -> call(body).remove("function"));
    refused("messages[1].tool_calls", body -> message(body, 1).put("role", "user"));
    refused("messages[0].role", body -> message(body, 0).put("role", "function"));
    refused("messages[2].content", body -> message(body, 2).remove("content"));
  }

  private static JsonArray rounds(JsonObject body) {
    if (body.getJsonArray("messages").size() == 1) {
      body.put("messages", ToolScripts.answered(""));
    }
    return body.getJsonArray("messages");
  }

  private static JsonObject message(JsonObject body, int index) {
    return rounds(body).getJsonObject(index);
  }

  private static JsonObject call(JsonObject body) {
    return message(body, 1).getJsonArray("tool_calls").getJsonObject(0);
  }

  private static JsonObject tool(JsonObject body) {
    return body.getJsonArray("tools").getJsonObject(0);
  }

  private static JsonObject function(JsonObject body) {
    return tool(body).getJsonObject("function");
  }

  private static void refused(String param, Consumer<JsonObject> change) {
    JsonObject body = asking();
    change.accept(body);
    Answer answer = post(body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    JsonObject error = answer.body().getJsonObject("error");
    assertThat(error.getString("param")).as(answer.text()).isEqualTo(param);
    assertThat(error.getString("message")).isNotBlank();
  }

  @Test
  void aStoredExchangeKeepsTheTextAndNamesTheCalls() {
    String ben = stage.guest("Ben").token();
    String his = Keys.make(stage.port(), ben);
    JsonObject body =
        asking().put("messages", ToolScripts.answered("Let me look")).put("store", true);
    stage.provider().next(Script.answer("Sun and snow"));
    assertThat(Http.post(stage.port(), COMPLETIONS, his, body).status()).isEqualTo(200);
    stage.provider().takeAsked();
    assertThat(kept(ben))
        .containsExactly(
            "Weather?", "Let me look\n[tool call: weather]\n[tool call: weather]", "Sun and snow");

    String eve = stage.guest("Eve").token();
    stage.provider().next(ToolScripts.twoCalls(""));
    Http.post(stage.port(), COMPLETIONS, Keys.make(stage.port(), eve), asking().put("store", true));
    stage.provider().takeAsked();
    assertThat(kept(eve)).containsExactly("Weather?", "[tool call: weather]\n[tool call: weather]");
  }

  /** The texts of the only conversation of somebody. */
  private static List<String> kept(String token) {
    JsonArray found =
        Http.get(stage.port(), "/api/v1/conversations", token).body().getJsonArray("conversations");
    assertThat(found).hasSize(1);
    String path = "/api/v1/conversations/" + found.getJsonObject(0).getLong("id") + "/messages";
    return Http.get(stage.port(), path, token).body().getJsonArray("messages").stream()
        .map(message -> ((JsonObject) message).getString("content"))
        .toList();
  }
}
