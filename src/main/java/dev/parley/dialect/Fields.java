package dev.parley.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Texts;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads typed fields out of a JSON object. Every method fails with INVALID_FIELD, naming the field,
 * when the value has the wrong type or lies outside its bounds. JSON null counts as absent.
 */
public final class Fields {
  /** Largest id that a JavaScript number holds exactly. */
  private static final long MAX_ID = (1L << 53) - 1;

  private final JsonNode object;

  public Fields(JsonNode object) {
    this.object = object;
  }

  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  public long id(String name) {
    return required(name, optionalId(name));
  }

  /** A positive number, or the same as text; null when absent. */
  public Long optionalId(String name) {
    Long value = optionalLong(name);
    if (value != null && value < 1) {
      throw invalid(name, "must be a positive whole number");
    }
    return value;
  }

  /** A number from 0 up: a position in a sequence. */
  public long position(String name) {
    long value = required(name, optionalLong(name));
    if (value < 0) {
      throw invalid(name, "must be 0 or more");
    }
    return value;
  }

  /** A whole number within the bounds, or the default when absent. */
  public int integer(String name, int min, int max, int absent) {
    Long value = optionalLong(name);
    if (value == null) {
      return absent;
    }
    if (value < min || value > max) {
      throw invalid(name, "must be between " + min + " and " + max);
    }
    return value.intValue();
  }

  public String text(String name, int maxLength) {
    return required(name, optionalText(name, maxLength));
  }

  /** Text of at most so many characters; null when absent. */
  public String optionalText(String name, int maxLength) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw invalid(name, "must be text");
    }
    String text = value.textValue();
    if (text.length() > maxLength) {
      throw invalid(name, "must have at most " + maxLength + " characters");
    }
    if (text.indexOf('\0') >= 0) {
      throw invalid(name, "must not contain the character U+0000");
    }
    // Half a character, which JSON can name, is no text: other programs fail on it.
    return Texts.clean(text);
  }

  /** Text of at most so many characters, or a whole number as text; null when absent. */
  public String optionalName(String name, int maxLength) {
    JsonNode value = object.get(name);
    if (value != null && value.isIntegralNumber()) {
      return value.asText();
    }
    String text = optionalText(name, maxLength);
    if (text != null && text.isBlank()) {
      throw invalid(name, "must not be empty");
    }
    return text;
  }

  public boolean flag(String name) {
    return required(name, optionalFlag(name));
  }

  public boolean flag(String name, boolean absent) {
    Boolean value = optionalFlag(name);
    return value == null ? absent : value;
  }

  public Boolean optionalFlag(String name) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isBoolean()) {
      throw invalid(name, "must be true or false");
    }
    return value.booleanValue();
  }

  /** Text, or a whole number as text. */
  public String textOrNumber(String name, int maxLength) {
    JsonNode value = object.path(name);
    return value.isIntegralNumber() ? value.asText() : text(name, maxLength);
  }

  /** A list of one to so many ids, each once. */
  public List<Long> ids(String name, int max) {
    JsonNode values = required(name, object.get(name));
    Set<Long> ids = new LinkedHashSet<>();
    for (JsonNode value : values) {
      Long id = number(value);
      if (id == null || id < 1) {
        throw invalid(name, "must be ids");
      }
      ids.add(id);
    }
    if (!values.isArray() || ids.isEmpty() || ids.size() > max) {
      throw invalid(name, "must be a list of 1 to " + max + " ids");
    }
    return List.copyOf(ids);
  }

  /** A list of one to so many names, each once: text, or whole numbers as text. */
  public List<String> names(String name, int max) {
    JsonNode values = required(name, object.get(name));
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode value : values) {
      if (!value.isTextual() && !value.isIntegralNumber()) {
        throw invalid(name, "must be ids");
      }
      names.add(value.asText());
    }
    if (!values.isArray() || names.isEmpty() || names.size() > max) {
      throw invalid(name, "must be a list of 1 to " + max + " ids");
    }
    return List.copyOf(names);
  }

  /** Ids, of at most so many; empty when absent. */
  public List<Long> optionalIds(String name, int maxEntries) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > maxEntries) {
      throw invalid(name, "must be a list of at most " + maxEntries + " ids");
    }
    List<Long> ids = new ArrayList<>();
    for (JsonNode entry : value) {
      Long id = number(entry);
      if (id == null || id < 1 || id > MAX_ID) {
        throw invalid(name, "must be a list of ids");
      }
      ids.add(id);
    }
    return ids;
  }

  /** An object from ids to values, of at most so many entries; empty when absent. */
  public <V> Map<Long, V> byId(String name, int maxEntries, Function<JsonNode, V> reader) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw invalid(name, "must be an object");
    }
    if (value.size() > maxEntries) {
      throw invalid(name, "must have at most " + maxEntries + " entries");
    }
    Map<Long, V> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      Long id = parse(field.getKey());
      V entry = reader.apply(field.getValue());
      if (id == null || id < 1 || entry == null) {
        throw invalid(name, "must map ids to positions");
      }
      entries.put(id, entry);
    }
    return entries;
  }

  public static FailureException invalid(String name, String problem) {
    return new FailureException(ErrorCode.INVALID_FIELD, name + " " + problem);
  }

  private static <T> T required(String name, T value) {
    if (value == null) {
      throw invalid(name, "is required");
    }
    return value;
  }

  private Long optionalLong(String name) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    Long number = number(value);
    if (number == null || number > MAX_ID) {
      throw invalid(name, "must be a whole number");
    }
    return number;
  }

  /** The whole number in a JSON number or numeric text; null when it is none. */
  public static Long number(JsonNode value) {
    if (value.canConvertToExactIntegral() && value.canConvertToLong()) {
      return value.longValue();
    }
    return value.isTextual() ? parse(value.textValue()) : null;
  }

  private static Long parse(String text) {
    try {
      return text.length() > 20 ? null : new BigDecimal(text.strip()).longValueExact();
    } catch (NumberFormatException | ArithmeticException notWhole) {
      return null;
    }
  }
}
