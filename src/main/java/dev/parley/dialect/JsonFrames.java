package dev.parley.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** JSON objects in text frames: what all dialects have in common. */
public final class JsonFrames {
  /** Deepest nesting of a client's frame; real frames have four levels. */
  private static final int MAX_DEPTH = 32;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());
  }

  private JsonFrames() {}

  /** The object in the text. Fails with INVALID_FRAME for everything else. */
  public static ObjectNode parse(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new FailureException(ErrorCode.INVALID_FRAME, "A frame must be a JSON object");
    } catch (JsonProcessingException e) {
      throw new FailureException(ErrorCode.INVALID_FRAME, "A frame must be valid JSON");
    }
  }

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Values by name, as the fields of an object: text, numbers, booleans and lists of them. */
  public static ObjectNode tree(Map<String, Object> values) {
    return MAPPER.valueToTree(new TreeMap<>(values));
  }

  /** The name of a constant as it stands in frames: in lower case. */
  public static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** An error as all dialects but the native one word it, to be completed by them. */
  public static ObjectNode error(String kind, Failure failure) {
    ObjectNode frame =
        object()
            .put(kind, "error")
            .put("message", failure.message())
            .put("code", failure.code().name())
            .put("retryable", failure.code().retryable());
    if (failure.retryAfterMs() != null) {
      frame.put("retry_after_ms", failure.retryAfterMs());
    }
    return frame;
  }

  public static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree can always be written", e);
    }
  }
}
