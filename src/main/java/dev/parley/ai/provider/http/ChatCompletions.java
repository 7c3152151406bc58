package dev.parley.ai.provider.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.ToolChoice;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.bus.Json;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Chat completions, which many kinds of servers speak. */
public final class ChatCompletions implements Wire {
  private final String bound;

  /** The newer models of OpenAI refuse {@code max_tokens}; many other servers know nothing else. */
  public ChatCompletions(URI baseUrl) {
    String host = baseUrl.getHost() == null ? "" : baseUrl.getHost().toLowerCase(Locale.ROOT);
    boolean newer = host.equals("api.openai.com") || host.endsWith(".openai.azure.com");
    bound = newer ? "max_completion_tokens" : "max_tokens";
  }

  @Override
  public Framing framing() {
    return Framing.EVENTS;
  }

  @Override
  public byte[] request(Prompt prompt) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("model", prompt.model());
    ArrayNode messages = body.putArray("messages");
    prompt.turns().forEach(turn -> add(messages.addObject(), turn));
    FunctionTools.put(body, prompt.tools());
    if (!prompt.tools().isEmpty()) {
      choice(body, prompt.options().toolChoice());
    }
    options(body, prompt.options());
    body.put("stream", true).putObject("stream_options").put("include_usage", true);
    return Documents.write(body);
  }

  private static void add(ObjectNode message, Turn turn) {
    message.put("role", turn.speaker().role());
    if (!turn.pictures().isEmpty()) {
      addParts(message.putArray("content"), turn);
    } else if (turn.content().isEmpty() && !turn.calls().isEmpty()) {
      message.putNull("content");
    } else {
      message.put("content", turn.content());
    }
    if (!turn.calls().isEmpty()) {
      addCalls(message.putArray("tool_calls"), turn.calls());
    }
    if (turn.answers() != null) {
      message.put("tool_call_id", turn.answers());
    }
  }

  private static void addParts(ArrayNode parts, Turn turn) {
    if (!turn.content().isEmpty()) {
      parts.addObject().put("type", "text").put("text", turn.content());
    }
    for (Picture picture : turn.pictures()) {
      String url =
          switch (picture) {
            case Picture.Elsewhere(String address) -> address;
            case Picture.Bytes(String mediaType, byte[] bytes) ->
                "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(bytes);
          };
      parts.addObject().put("type", "image_url").putObject("image_url").put("url", url);
    }
  }

  private static void addCalls(ArrayNode list, List<ToolCall> calls) {
    for (ToolCall call : calls) {
      list.addObject()
          .put("id", call.id())
          .put("type", "function")
          .putObject("function")
          .put("name", call.name())
          .put("arguments", call.arguments());
    }
  }

  private static void choice(ObjectNode body, ToolChoice choice) {
    switch (choice) {
      case null -> {}
      case ToolChoice.Auto() -> body.put("tool_choice", "auto");
      case ToolChoice.None() -> body.put("tool_choice", "none");
      case ToolChoice.Required() -> body.put("tool_choice", "required");
      case ToolChoice.Named(String tool) ->
          body.putObject("tool_choice")
              .put("type", "function")
              .putObject("function")
              .put("name", tool);
    }
  }

  private void options(ObjectNode body, Options options) {
    if (options.temperature() != null) {
      body.put("temperature", options.temperature());
    }
    if (options.topP() != null) {
      body.put("top_p", options.topP());
    }
    if (options.maxTokens() != null) {
      body.put(bound, options.maxTokens());
    }
    if (!options.stop().isEmpty()) {
      options.stop().forEach(body.putArray("stop")::add);
    }
    if (Options.ANY_OBJECT.equals(options.schema())) {
      body.putObject("response_format").put("type", "json_object");
    } else if (options.schema() != null) {
      body.putObject("response_format")
          .put("type", "json_schema")
          .putObject("json_schema")
          .put("name", "answer")
          .put("strict", options.strict())
          .set("schema", Documents.schema(options.schema()));
    }
  }

  @Override
  public Reader reader() {
    return CompletionReader::read;
  }
}
