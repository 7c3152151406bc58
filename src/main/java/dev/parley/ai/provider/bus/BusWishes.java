package dev.parley.ai.provider.bus;

import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolChoice;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a request says of tools and of how to answer; fields that say nothing are left out. */
final class BusWishes {
  private BusWishes() {}

  static void put(JsonObject request, Prompt prompt) {
    if (!prompt.tools().isEmpty()) {
      JsonArray tools = new JsonArray();
      prompt
          .tools()
          .forEach(
              tool ->
                  tools.add(
                      new JsonObject()
                          .put("name", tool.name())
                          .put("description", tool.description())
                          .put("parameters", new JsonObject(tool.parameters()))));
      request.put("tools", tools);
      choice(request, prompt.options().toolChoice());
    }
    JsonObject options = options(prompt.options());
    if (!options.isEmpty()) {
      request.put("options", options);
    }
  }

  private static void choice(JsonObject request, ToolChoice choice) {
    switch (choice) {
      case null -> {}
      case ToolChoice.Auto() -> request.put("tool_choice", "auto");
      case ToolChoice.None() -> request.put("tool_choice", "none");
      case ToolChoice.Required() -> request.put("tool_choice", "required");
      case ToolChoice.Named(String tool) ->
          request.put("tool_choice", new JsonObject().put("name", tool));
    }
  }

  private static JsonObject options(Options options) {
    JsonObject json = new JsonObject();
    put(json, "temperature", options.temperature());
    put(json, "top_p", options.topP());
    put(json, "max_tokens", options.maxTokens());
    put(json, "stop", options.stop().isEmpty() ? null : new JsonArray(options.stop()));
    put(json, "schema", options.schema() == null ? null : new JsonObject(options.schema()));
    return json;
  }

  private static void put(JsonObject json, String name, Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
