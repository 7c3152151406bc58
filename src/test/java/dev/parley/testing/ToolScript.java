package dev.parley.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Answers of a {@link ScriptedProvider} that end in the wish for a tool. */
public final class ToolScript {
  private ToolScript() {}

  /** Some text, possibly empty, and then one call. */
  public static Script wanting(String text, String id, String tool, String arguments) {
    JsonObject function = new JsonObject().put("name", tool).put("arguments", arguments);
    JsonObject call =
        new JsonObject()
            .put("index", 0)
            .put("id", id)
            .put("type", "function")
            .put("function", function);
    JsonObject choice =
        new JsonObject()
            .put("index", 0)
            .put("delta", new JsonObject().put("tool_calls", new JsonArray().add(call)));
    Script script = Script.stream();
    if (!text.isEmpty()) {
      script.text(text);
    }
    return script
        .event(new JsonObject().put("choices", new JsonArray().add(choice)).encode())
        .finish("tool_calls")
        .usage(12, 5)
        .done()
        .end();
  }
}
