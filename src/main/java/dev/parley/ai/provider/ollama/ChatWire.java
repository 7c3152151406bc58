package dev.parley.ai.provider.ollama;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.ToolChoice;
import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.http.CallPart;
import dev.parley.ai.provider.http.Documents;
import dev.parley.ai.provider.http.FunctionTools;
import dev.parley.ai.provider.http.Piece;
import dev.parley.ai.provider.http.Piece.Stage;
import dev.parley.ai.provider.http.Wire;
import dev.parley.bus.Json;
import dev.parley.chat.Usage;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ollama's chat, one JSON document on each line. */
final class ChatWire implements Wire {
  @Override
  public Framing framing() {
    return Framing.LINES;
  }

  @Override
  public byte[] request(Prompt prompt) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", prompt.model()).put("stream", true);
    ArrayNode messages = body.putArray("messages");
    Map<String, String> called = new HashMap<>();
    for (Turn turn : prompt.turns()) {
      add(messages.addObject(), turn, called);
    }
    FunctionTools.put(body, offered(prompt));
    ChatOptions.put(body, prompt.options());
    return Documents.write(body);
  }

  /**
   * @param called names of tools by the ids of their calls, which Ollama does not know
   */
  private static void add(ObjectNode message, Turn turn, Map<String, String> called) {
    message.put("role", turn.speaker().role()).put("content", content(turn));
    for (Picture picture : turn.pictures()) {
      if (picture instanceof Picture.Bytes shown) {
        message.withArray("images").add(Base64.getEncoder().encodeToString(shown.bytes()));
      }
    }
    for (ToolCall call : turn.calls()) {
      called.put(call.id(), call.name());
      message
          .withArray("tool_calls")
          .addObject()
          .putObject("function")
          .put("name", call.name())
          .set("arguments", Documents.arguments(call));
    }
    if (turn.answers() != null) {
      message.put("tool_name", called.getOrDefault(turn.answers(), ""));
    }
  }

  /** Nothing says how tools are to be chosen but which of them are offered. */
  private static List<ToolSpec> offered(Prompt prompt) {
    return switch (prompt.options().toolChoice()) {
      case ToolChoice.None() -> List.of();
      case ToolChoice.Named(String name) ->
          prompt.tools().stream().filter(tool -> tool.name().equals(name)).toList();
      case null, default -> prompt.tools();
    };
  }

  /** Ollama fetches nothing: of pictures that are elsewhere its models only read. */
  private static String content(Turn turn) {
    Stream<String> notes =
        turn.pictures().stream()
            .map(
                picture ->
                    switch (picture) {
                      case Picture.Elsewhere(String url) -> "[image: " + url + "]";
                      case Picture.Bytes shown -> null;
                    })
            .filter(Objects::nonNull);
    return Stream.concat(Stream.of(turn.content()), notes)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public Reader reader() {
    return ChatWire::read;
  }

  private static Piece read(String document) throws JsonProcessingException {
    JsonNode root = Documents.object(document);
    JsonNode message = root.path("message");
    boolean done = root.path("done").asBoolean();
    return new Piece(
        message.path("content").asText(""),
        !message.path("thinking").asText("").isEmpty(),
        done ? Stage.DONE : Stage.GOES_ON,
        usage(root),
        Documents.error(root),
        calls(message.path("tool_calls")));
  }

  private static List<CallPart> calls(JsonNode calls) {
    List<CallPart> parts = new ArrayList<>();
    for (JsonNode call : calls) {
      JsonNode function = call.path("function");
      parts.add(
          new CallPart(
              CallPart.WHOLE,
              "",
              function.path("name").asText(""),
              FunctionTools.arguments(function)));
    }
    return parts;
  }

  /** A prompt that was answered from the cache is not counted again by some versions. */
  private static Usage usage(JsonNode root) {
    return root.path("eval_count").isNumber()
        ? new Usage(root.path("prompt_eval_count").asInt(), root.path("eval_count").asInt(), false)
        : null;
  }
}
