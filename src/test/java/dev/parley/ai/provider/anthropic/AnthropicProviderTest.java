package dev.parley.ai.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.ai.AiSettings;
import dev.parley.ai.provider.Heard;
import dev.parley.ai.provider.HttpToolContract;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.chat.Usage;
import dev.parley.config.SourcesConfig;
import dev.parley.testing.Await;
import dev.parley.testing.Script;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnthropicProviderTest extends HttpToolContract {
  @Override
  protected Provider create(SourcesConfig.Server server, AiSettings settings) {
    return new AnthropicProvider(vertx, settings.anthropic(server).build());
  }

  @Override
  protected Script begin() {
    return Script.stream()
        .event(
            "message_start",
            """
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",\
            "content":[],"model":"m","stop_reason":null,"stop_sequence":null,"usage":\
            {"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":2,\
            "output_tokens":1}}}\
            """)
        .event(
            "content_block_start",
            """
            {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\
            """)
        .event("ping", "{\"type\":\"ping\"}")
        .event("some_new_event", "{\"type\":\"some_new_event\",\"text\":\"no\"}");
  }

  private static Script delta(Script script, String type, String field, String value) {
    JsonObject delta = new JsonObject().put("type", type).put(field, value);
    JsonObject event =
        new JsonObject().put("type", "content_block_delta").put("index", 0).put("delta", delta);
    return script.event("content_block_delta", event.encode());
  }

  @Override
  protected Script say(Script script, String text) {
    return delta(script, "text_delta", "text", text);
  }

  @Override
  protected Script think(Script script, String thought) {
    return delta(
        delta(script, "thinking_delta", "thinking", thought), "signature_delta", "signature", "x");
  }

  private static Script stop(Script script, String reason) {
    return script
        .event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}")
        .event(
            "message_delta",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
                + reason
                + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":5}}")
        .event("message_stop", "{\"type\":\"message_stop\"}")
        .end();
  }

  @Override
  protected Script finish(Script script) {
    return stop(script, "end_turn");
  }

  @Test
  void refusedContentIsNamed() {
    namesRefusedContent(script -> stop(script, "refusal"));
  }

  @Override
  protected Script fail(Script script) {
    return script.event(
        "error",
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"secret\"}}");
  }

  @Override
  protected Script document(Script script, String text) {
    return script.event("content_block_delta", text);
  }

  @Override
  protected String path() {
    return "/v1/messages";
  }

  @Override
  protected String keyHeader() {
    return "x-api-key";
  }

  @Override
  protected String keyValue() {
    return KEY;
  }

  @Override
  protected JsonObject request() {
    return new JsonObject(
        """
        {"model": "test-model", "max_tokens": 1000, "stream": true, "system": "Be kind.",
         "messages": [
          {"role": "user", "content": [
            {"type": "image",
             "source": {"type": "base64", "media_type": "image/png", "data": "Ynl0ZXM="}},
            {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}},
            {"type": "text", "text": "Hi \\"you\\" 👋"}]},
          {"role": "assistant", "content": "Hello"},
          {"role": "user", "content": "Bye"}]}
        """);
  }

  @Override
  protected Script call(Script script, int index, String id, String name, String... fragments) {
    JsonObject block =
        new JsonObject()
            .put("type", "tool_use")
            .put("id", id)
            .put("name", name)
            .put("input", new JsonObject());
    block(script, index + 1, block);
    if (!List.of(fragments).equals(List.of("{}"))) {
      List.of(fragments).forEach(fragment -> argument(script, index + 1, fragment));
    }
    return blockEnd(script, index + 1);
  }

  private static void block(Script script, int index, JsonObject block) {
    JsonObject event =
        new JsonObject()
            .put("type", "content_block_start")
            .put("index", index)
            .put("content_block", block);
    script.event("content_block_start", event.encode());
  }

  private static void argument(Script script, int index, String fragment) {
    JsonObject delta =
        new JsonObject().put("type", "input_json_delta").put("partial_json", fragment);
    JsonObject event =
        new JsonObject().put("type", "content_block_delta").put("index", index).put("delta", delta);
    script.event("content_block_delta", event.encode());
  }

  private static Script blockEnd(Script script, int index) {
    JsonObject event = new JsonObject().put("type", "content_block_stop").put("index", index);
    return script.event("content_block_stop", event.encode());
  }

  @Override
  protected Script finishCalls(Script script) {
    return stop(script, "tool_use");
  }

  @Override
  protected JsonObject toolRequest() {
    return new JsonObject(
        """
        {"model": "test-model", "max_tokens": 77, "stream": true,
         "messages": [
          {"role": "user", "content": "Weather?"},
          {"role": "assistant", "content": [
            {"type": "text", "text": "Let me look"},
            {"type": "tool_use", "id": "call_1", "name": "weather", "input": {"city": "Rome"}},
            {"type": "tool_use", "id": "call_2", "name": "clock",
             "input": {"INVALID_JSON": "now!"}}]},
          {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "call_1", "content": "Sun"},
            {"type": "tool_result", "tool_use_id": "call_2", "content": "Noon"}]},
          {"role": "assistant", "content": [
            {"type": "tool_use", "id": "call_3", "name": "clock", "input": {}}]},
          {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "call_3", "content": "One"}]}],
         "tools": [
          {"name": "weather", "description": "Tells it",
           "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
          {"name": "clock", "description": "The time", "input_schema": {"type": "object"}}],
         "tool_choice": {"type": "tool", "name": "weather"},
         "temperature": 1.0, "stop_sequences": ["END"],
         "output_config": {"format": {
           "type": "json_schema", "schema": {"type": "object", "required": ["a"]}}}}
        """);
  }

  @Test
  void earlierCallsAreDescribedWhereNoToolIsOffered() {
    server.next(finish(say(begin(), "Noon")));
    ToolCall clock = new ToolCall("a", "clock", "{}");
    List<Turn> turns =
        List.of(
            new Turn(Speaker.USER, "Time?"),
            Turn.calling("", List.of(clock)),
            Turn.result(clock, "Noon"));
    assertThat(ask(new Prompt("m", turns), new Heard()).text()).isEqualTo("Noon");
    JsonObject asked = server.takeAsked().body();
    assertThat(asked.getJsonArray("tools").getJsonObject(0).getString("name")).isEqualTo("clock");
    assertThat(asked.getJsonObject("tool_choice").getString("type")).isEqualTo("none");
  }

  @Test
  void toolsThatTheServerItselfCallsAreNotWanted() {
    Script script = begin();
    block(
        script, 1, new JsonObject("{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web\"}"));
    argument(script, 1, "{\"q\":1}");
    blockEnd(script, 1);
    server.next(finish(say(script, "Found")));
    Heard heard = new Heard();
    assertThat(ask(prompt("a question"), heard).text()).isEqualTo("Found");
    assertThat(heard.toolCalls()).isEmpty();
  }

  @Test
  void aWholeAnswerMayHaveCalls() {
    String body =
        """
        {"type": "message", "content": [
          {"type": "tool_use", "id": "a", "name": "clock", "input": {"zone": "CET"}},
          {"type": "tool_use", "id": "b", "name": "clock", "input": {}}],
         "stop_reason": "tool_use", "usage": {"input_tokens": 3, "output_tokens": 2}}
        """;
    server.next(Script.reply(200, "application/json", body));
    Heard heard = new Heard();
    assertThat(ask(prompt("a question"), heard).failure()).isNull();
    assertThat(heard.toolCalls())
        .containsExactly(
            new ToolCall("a", "clock", "{\"zone\":\"CET\"}"), new ToolCall("b", "clock", "{}"));
  }

  @Test
  void namesTheVersionAndLetsAPersonSpeakFirst() {
    server.next(finish(say(begin(), "Whole")));
    Heard heard = new Heard();
    Prompt prompt =
        new Prompt(
            "m", List.of(new Turn(Speaker.ASSISTANT, "So"), new Turn(Speaker.USER, "Go on")));
    Await.on(context, () -> create().start(prompt, heard));
    Await.result(heard.end());
    var asked = server.takeAsked();
    assertThat(asked.headers().get("anthropic-version")).isEqualTo("2023-06-01");
    JsonObject first = asked.body().getJsonArray("messages").getJsonObject(0);
    assertThat(first.getString("role")).isEqualTo("user");
    assertThat(asked.body().getJsonArray("messages")).hasSize(3);
  }

  @Test
  void anAnswerInOnePieceIsTaken() {
    String body =
        """
        {"type": "message", "content": [{"type": "thinking", "thinking": "hm"},
          {"type": "text", "text": "Whole"}],
         "stop_reason": "end_turn", "usage": {"input_tokens": 3, "output_tokens": 2}}
        """;
    server.next(Script.reply(200, "application/json", body));
    Heard heard = new Heard();
    start("question", heard);
    Heard.End end = Await.result(heard.end());
    assertThat(end.text()).isEqualTo("Whole");
    assertThat(end.usage()).isEqualTo(new Usage(3, 2, false));
  }

  @Test
  void thePublicServerWantsAKey() {
    AiSettings settings =
        new AiSettings().anthropic(AiSettings.server("https://api.anthropic.com", null));
    assertThatThrownBy(() -> new AnthropicProvider(vertx, settings.build()))
        .hasMessageContaining("ANTHROPIC_API_KEY");
  }
}
