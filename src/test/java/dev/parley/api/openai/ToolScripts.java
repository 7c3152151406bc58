package dev.parley.api.openai;

import dev.parley.testing.Script;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Answers of a provider that wants tools, and what programs say of them. */
final class ToolScripts {
  private ToolScripts() {}

  /** Two calls of the weather, the first one in fragments; 12 tokens for 5. */
  static Script twoCalls(String text) {
    Script script = Script.stream();
    if (!text.isEmpty()) {
      script.text(text);
    }
    return script
        .event(chunk(0, "call_1", "weather", ""))
        .event(chunk(0, null, null, "{\"city\":"))
        .event(chunk(0, null, null, "\"Rome\"}"))
        .event(chunk(1, "call_2", "weather", "{\"city\":\"Oslo\"}"))
        .finish("tool_calls")
        .usage(12, 5)
        .done()
        .end();
  }

  private static String chunk(int index, String id, String name, String arguments) {
    JsonObject function = new JsonObject().put("arguments", arguments);
    JsonObject call = new JsonObject().put("index", index).put("function", function);
    if (id != null) {
      call.put("id", id).put("type", "function");
      function.put("name", name);
    }
    JsonObject delta = new JsonObject().put("tool_calls", JsonArray.of(call));
    return new JsonObject()
        .put("choices", JsonArray.of(new JsonObject().put("index", 0).put("delta", delta)))
        .encode();
  }

  /** The tool that is called. */
  static JsonObject weather() {
    return new JsonObject(
        """
        {"type": "function", "function": {"name": "weather", "description": "Tells the weather",
          "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}
        """);
  }

  /** The messages that follow the two calls. */
  static JsonArray answered(String text) {
    return new JsonArray(
            """
            [{"role": "user", "content": "Weather?"},
             {"role": "assistant", "tool_calls": [
              {"id": "call_1", "type": "function",
               "function": {"name": "weather", "arguments": "{\\"city\\":\\"Rome\\"}"}},
              {"id": "call_2", "type": "function",
               "function": {"name": "weather", "arguments": "{\\"city\\":\\"Oslo\\"}"}}]},
             {"role": "tool", "tool_call_id": "call_1", "content": "Sun"},
             {"role": "tool", "tool_call_id": "call_2",
              "content": [{"type": "text", "text": "Snow"}]}]
            """)
        .copy().stream()
            .map(JsonObject.class::cast)
            .map(
                message ->
                    message.getString("role").equals("assistant")
                        ? message.put("content", text)
                        : message)
            .collect(JsonArray::new, JsonArray::add, JsonArray::addAll);
  }
}
