package dev.parley.ai.provider;

import dev.parley.testing.Script;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What every provider does whose server speaks chat completions. */
public abstract class ChatCompletionsContract extends HttpToolContract {
  @Override
  protected Script begin() {
    return Script.stream();
  }

  @Override
  protected Script say(Script script, String text) {
    return script.text(text);
  }

  @Override
  protected Script think(Script script, String thought) {
    return script
        .event("{\"choices\":[{\"delta\":{\"reasoning_content\":\"" + thought + "\"}}]}")
        .event("{\"choices\":[{\"delta\":{\"content\":null,\"reasoning\":\"x\"}}]}");
  }

  @Override
  protected Script finish(Script script) {
    return script.finish("eos_token").usage(12, 5).done().end();
  }

  @Test
  void refusedContentIsNamed() {
    namesRefusedContent(script -> script.finish("content_filter").done().end());
  }

  @Override
  protected Script fail(Script script) {
    return script.event("{\"error\":\"secret\",\"error_type\":\"overloaded\"}");
  }

  @Override
  protected Script document(Script script, String text) {
    return script.event(text);
  }

  @Override
  protected String path() {
    return "/chat/completions";
  }

  @Override
  protected String keyHeader() {
    return "Authorization";
  }

  @Override
  protected String keyValue() {
    return "Bearer " + KEY;
  }

  @Override
  protected JsonObject request() {
    return new JsonObject(
        """
        {"model": "test-model", "stream": true, "stream_options": {"include_usage": true},
         "messages": [
          {"role": "system", "content": "Be kind."},
          {"role": "user", "content": [
            {"type": "text", "text": "Hi \\"you\\" 👋"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,Ynl0ZXM="}},
            {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}]},
          {"role": "assistant", "content": "Hello"},
          {"role": "user", "content": "Bye"}]}
        """);
  }

  @Override
  protected Script call(Script script, int index, String id, String name, String... fragments) {
    script.event(chunk(index, id, name, ""));
    for (String fragment : fragments) {
      script.event(chunk(index, null, null, fragment));
    }
    return script;
  }

  /** One delta with some of a call; what is null is left out. */
  protected static String chunk(Integer index, String id, String name, String arguments) {
    JsonObject function = new JsonObject();
    JsonObject call = new JsonObject();
    put(call, "index", index);
    put(call, "id", id);
    put(call, "type", id == null ? null : "function");
    put(function, "name", name);
    put(function, "arguments", arguments);
    JsonObject delta =
        new JsonObject()
            .putNull("content")
            .put("tool_calls", JsonArray.of(call.put("function", function)));
    JsonObject choice =
        new JsonObject().put("index", 0).put("delta", delta).putNull("finish_reason");
    return new JsonObject().put("choices", JsonArray.of(choice)).encode();
  }

  private static void put(JsonObject json, String name, Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  @Override
  protected Script finishCalls(Script script) {
    return script.finish("tool_calls").usage(12, 5).done().end();
  }

  @Override
  protected JsonObject toolRequest() {
    return new JsonObject(
        """
        {"model": "test-model", "stream": true, "stream_options": {"include_usage": true},
         "messages": [
          {"role": "user", "content": "Weather?"},
          {"role": "assistant", "content": "Let me look", "tool_calls": [
            {"id": "call_1", "type": "function",
             "function": {"name": "weather", "arguments": "{\\"city\\":\\"Rome\\"}"}},
            {"id": "call_2", "type": "function",
             "function": {"name": "clock", "arguments": "now!"}}]},
          {"role": "tool", "tool_call_id": "call_1", "content": "Sun"},
          {"role": "tool", "tool_call_id": "call_2", "content": "Noon"},
          {"role": "assistant", "content": null, "tool_calls": [
            {"id": "call_3", "type": "function", "function": {"name": "clock", "arguments": ""}}]},
          {"role": "tool", "tool_call_id": "call_3", "content": "One"}],
         "tools": [
          {"type": "function", "function": {"name": "weather", "description": "Tells it",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}},
          {"type": "function", "function": {"name": "clock", "description": "The time",
            "parameters": {"type": "object"}}}],
         "tool_choice": {"type": "function", "function": {"name": "weather"}},
         "temperature": 1.5, "top_p": 0.5, "max_tokens": 77, "stop": ["END", "\\n"],
         "response_format": {"type": "json_schema", "json_schema": {
           "name": "answer", "strict": true, "schema": {"type": "object", "required": ["a"]}}}}
        """);
  }
}
