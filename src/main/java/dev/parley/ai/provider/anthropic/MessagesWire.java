package dev.parley.ai.provider.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.ai.provider.Provider.Picture;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.ai.provider.http.Documents;
import dev.parley.ai.provider.http.Wire;
import dev.parley.bus.Json;
import java.util.Base64;
import java.util.stream.Collectors;

/** The Messages API. */
final class MessagesWire implements Wire {
  private static final String CUT = "(The beginning of this conversation is left out.)";

  private final int maxTokens;

  /**
   * @param maxTokens of an answer; the API wants to be told
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
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", prompt.model()).put("max_tokens", maxTokens).put("stream", true);
    String system =
        prompt.turns().stream()
            .filter(turn -> turn.speaker() == Speaker.SYSTEM)
            .map(Turn::content)
            .filter(content -> !content.isBlank())
            .collect(Collectors.joining("\n\n"));
    if (!system.isEmpty()) {
      body.put("system", system);
    }
    ArrayNode messages = body.putArray("messages");
    prompt.turns().stream()
        .filter(turn -> turn.speaker() != Speaker.SYSTEM)
        .forEach(turn -> add(messages, turn));
    return Documents.write(body);
  }

  /** A person speaks first, and no text is empty: the API refuses anything else. */
  private static void add(ArrayNode messages, Turn turn) {
    if (messages.isEmpty() && turn.speaker() == Speaker.ASSISTANT) {
      messages.addObject().put("role", Speaker.USER.role()).put("content", CUT);
    }
    ObjectNode message = messages.addObject().put("role", turn.speaker().role());
    if (turn.pictures().isEmpty()) {
      message.put("content", turn.content());
      return;
    }
    ArrayNode blocks = message.putArray("content");
    turn.pictures().forEach(picture -> add(blocks, picture));
    if (!turn.content().isBlank()) {
      blocks.addObject().put("type", "text").put("text", turn.content());
    }
  }

  private static void add(ArrayNode blocks, Picture picture) {
    ObjectNode source = blocks.addObject().put("type", "image").putObject("source");
    switch (picture) {
      case Picture.Elsewhere(String url) -> source.put("type", "url").put("url", url);
      case Picture.Bytes(String mediaType, byte[] bytes) ->
          source
              .put("type", "base64")
              .put("media_type", mediaType)
              .put("data", Base64.getEncoder().encodeToString(bytes));
    }
  }

  @Override
  public Reader reader() {
    return new MessagesReader();
  }
}
