package dev.parley.ai.provider.ollama;

import dev.parley.ai.AiSettings;
import dev.parley.ai.provider.HttpToolContract;
import dev.parley.ai.provider.Provider;
import dev.parley.config.SourcesConfig;
import dev.parley.testing.Script;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

class OllamaProviderTest extends HttpToolContract {
  @Override
  protected Provider create(SourcesConfig.Server server, AiSettings settings) {
    return new OllamaProvider(vertx, settings.ollama(server).build());
  }

  @Override
  protected Script begin() {
    return Script.stream("application/x-ndjson");
  }

  private static Script message(Script script, String field, String text) {
    JsonObject message = new JsonObject().put("role", "assistant").put("content", "");
    JsonObject line =
        new JsonObject()
            .put("model", "test-model")
            .put("created_at", "2026-03-01T12:00:00.000000Z")
            .put("message", message.put(field, text))
            .put("done", false);
    return script.raw(line.encode() + "\n");
  }

  @Override
  protected Script say(Script script, String text) {
    return message(script, "content", text);
  }

  @Override
  protected Script think(Script script, String thought) {
    return message(script, "thinking", thought);
  }

  @Override
  protected Script finish(Script script) {
    return script
        .raw(
            """
            {"model":"test-model","created_at":"2026-03-01T12:00:01Z",\
            "message":{"role":"assistant","content":""},"done":true,"done_reason":"stop",\
            "total_duration":5,"prompt_eval_count":12,"eval_count":5}
            """)
        .end();
  }

  @Override
  protected Script fail(Script script) {
    return script.raw("{\"error\":\"secret\"}\n");
  }

  @Override
  protected Script document(Script script, String text) {
    return script.raw(text + "\n");
  }

  @Override
  protected String path() {
    return "/api/chat";
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
        {"model": "test-model", "stream": true,
         "messages": [
          {"role": "system", "content": "Be kind."},
          {"role": "user",
           "content": "Hi \\"you\\" 👋\\n[image: https://example.org/a.png]",
           "images": ["Ynl0ZXM="]},
          {"role": "assistant", "content": "Hello"},
          {"role": "user", "content": "Bye"}]}
        """);
  }

  @Override
  protected boolean namesCalls() {
    return false;
  }

  /** Calls come whole, their arguments as an object. */
  @Override
  protected Script call(Script script, int index, String id, String name, String... fragments) {
    JsonObject function =
        new JsonObject()
            .put("index", index)
            .put("name", name)
            .put("arguments", new JsonObject(String.join("", fragments)));
    JsonObject message =
        new JsonObject()
            .put("role", "assistant")
            .put("content", "")
            .put("tool_calls", JsonArray.of(new JsonObject().put("function", function)));
    JsonObject line =
        new JsonObject().put("model", "test-model").put("message", message).put("done", false);
    return script.raw(line.encode() + "\n");
  }

  @Override
  protected Script finishCalls(Script script) {
    return finish(script);
  }

  @Override
  protected JsonObject toolRequest() {
    return new JsonObject(
        """
        {"model": "test-model", "stream": true,
         "messages": [
          {"role": "user", "content": "Weather?"},
          {"role": "assistant", "content": "Let me look", "tool_calls": [
            {"function": {"name": "weather", "arguments": {"city": "Rome"}}},
            {"function": {"name": "clock", "arguments": {"INVALID_JSON": "now!"}}}]},
          {"role": "tool", "tool_name": "weather", "content": "Sun"},
          {"role": "tool", "tool_name": "clock", "content": "Noon"},
          {"role": "assistant", "content": "", "tool_calls": [
            {"function": {"name": "clock", "arguments": {}}}]},
          {"role": "tool", "tool_name": "clock", "content": "One"}],
         "tools": [
          {"type": "function", "function": {"name": "weather", "description": "Tells it",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}],
         "format": {"type": "object", "required": ["a"]},
         "options": {"temperature": 1.5, "top_p": 0.5, "num_predict": 77, "stop": ["END", "\\n"]}}
        """);
  }
}
