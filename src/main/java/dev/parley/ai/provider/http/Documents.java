package dev.parley.ai.provider.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.bus.Json;

/** JSON as wires read and write it. */
public final class Documents {
  private Documents() {}

  public static byte[] write(ObjectNode body) {
    try {
      return Json.MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("A prompt that is not text", e);
    }
  }

  /**
   * @throws JsonProcessingException when it is no JSON object
   */
  public static JsonNode object(String json) throws JsonProcessingException {
    JsonNode root = Json.MAPPER.readTree(json);
    if (!root.isObject()) {
      throw new NotAnObjectException("JSON of type " + root.getNodeType());
    }
    return root;
  }

  /**
   * A JSON Schema as a document.
   *
   * @throws IllegalArgumentException when it is no JSON object
   */
  public static JsonNode schema(String json) {
    try {
      return object(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("A schema that is no JSON object", e);
    }
  }

  /** The arguments of a call as an object, for servers that take nothing else. */
  public static JsonNode arguments(ToolCall call) {
    ObjectNode none = Json.MAPPER.createObjectNode();
    if (call.arguments().isBlank()) {
      return none;
    }
    try {
      return object(call.arguments());
    } catch (JsonProcessingException asTheModelWroteIt) {
      return none.put("INVALID_JSON", call.arguments());
    }
  }

  /** The error of a document; null when there is none. */
  public static JsonNode error(JsonNode root) {
    JsonNode error = root.path("error");
    return error.isMissingNode() || error.isNull() ? null : error;
  }

  /** Valid JSON that is something else. */
  private static final class NotAnObjectException extends JsonProcessingException {
    private static final long serialVersionUID = 1L;

    NotAnObjectException(String message) {
      super(message);
    }
  }
}
