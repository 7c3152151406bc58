package dev.parley.ai.provider.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolChoice;
import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.ai.provider.http.Documents;
import dev.parley.ai.provider.http.Wire;
import dev.parley.bus.Json;
import java.util.List;
import java.util.stream.Collectors;

/** The Messages API. */
final class MessagesWire implements Wire {
  private final int maxTokens;

  /**
   * @param maxTokens of an answer that has no bound of its own; the API wants to be told
   */
  MessagesWire(int maxTokens) {
    this.maxTokens = maxTokens;
  }

  @Override
  public Framing framing() {
    return Framing.EVENTS;
  }

  @Override
  public byte[] request(Prompt prompt) {
    Options options = prompt.options();
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", prompt.model())
        .put("max_tokens", options.maxTokens() == null ? maxTokens : options.maxTokens())
        .put("stream", true);
    String system =
        prompt.turns().stream()
            .filter(turn -> turn.speaker() == Speaker.SYSTEM)
            .map(Turn::content)
            .filter(content -> !content.isBlank())
            .collect(Collectors.joining("\n\n"));
    if (!system.isEmpty()) {
      body.put("system", system);
    }
    Messages messages = new Messages(body.putArray("messages"));
    prompt.turns().stream().filter(turn -> turn.speaker() != Speaker.SYSTEM).forEach(messages::add);
    if (!prompt.tools().isEmpty()) {
      tools(body.putArray("tools"), prompt.tools());
      choice(body, options.toolChoice());
    }
    options(body, options);
    return Documents.write(body);
  }

  private static void tools(ArrayNode list, List<ToolSpec> tools) {
    for (ToolSpec tool : tools) {
      list.addObject()
          .put("name", tool.name())
          .put("description", tool.description())
          .set("input_schema", Documents.schema(tool.parameters()));
    }
  }

  private static void choice(ObjectNode body, ToolChoice choice) {
    switch (choice) {
      case null -> {}
      case ToolChoice.Auto() -> body.putObject("tool_choice").put("type", "auto");
      case ToolChoice.None() -> body.putObject("tool_choice").put("type", "none");
      case ToolChoice.Required() -> body.putObject("tool_choice").put("type", "any");
      case ToolChoice.Named(String tool) ->
          body.putObject("tool_choice").put("type", "tool").put("name", tool);
    }
  }

  /**
   * Its temperature ends at 1. Newer models refuse a temperature and {@code top_p} together, and a
   * schema has to say that an object has nothing else, so that not every object has one.
   */
  private static void options(ObjectNode body, Options options) {
    if (options.temperature() != null) {
      body.put("temperature", Math.min(1, options.temperature()));
    } else if (options.topP() != null) {
      body.put("top_p", options.topP());
    }
    List<String> stop = options.stop().stream().filter(text -> !text.isBlank()).toList();
    if (!stop.isEmpty()) {
      stop.forEach(body.putArray("stop_sequences")::add);
    }
    if (options.schema() != null && !options.schema().equals(Options.ANY_OBJECT)) {
      body.putObject("output_config")
          .putObject("format")
          .put("type", "json_schema")
          .set("schema", Documents.schema(options.schema()));
    }
  }

  @Override
  public Reader reader() {
    return new MessagesReader();
  }
}
