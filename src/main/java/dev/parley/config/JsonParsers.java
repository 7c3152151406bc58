package dev.parley.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Settings with a structure of their own: YAML in a file, JSON in an environment variable. */
final class JsonParsers {
  private static final int MAX_ENTRIES = 100;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonParsers() {}

  /** A JSON object, as text. */
  static Parser<String> object(int maxLength) {
    return Parser.tree(
        "a JSON object of at most " + maxLength + " characters",
        text -> text.length() <= maxLength && read(text).isObject() ? text : null);
  }

  /** A list whose elements may hold anything, commas as well. */
  static Parser<List<String>> texts() {
    return Parser.tree(
        "a list of at most " + MAX_ENTRIES + " texts",
        text -> {
          JsonNode list = read(text);
          boolean valid = list.isArray() && plain(list, value -> true);
          return valid ? stream(list).map(JsonNode::asText).toList() : null;
        });
  }

  /** Values by name, none of which is ever shown. */
  static Parser<Map<String, Secret>> secrets() {
    return Parser.tree(
        "at most " + MAX_ENTRIES + " names of A-Z a-z 0-9 _ with a text each",
        text -> {
          JsonNode map = read(text);
          boolean valid =
              map.isObject()
                  && plain(map, value -> value.asText().indexOf('\0') < 0)
                  && map.properties().stream()
                      .allMatch(entry -> entry.getKey().matches("[A-Za-z_][A-Za-z0-9_]*"));
          if (!valid) {
            return null;
          }
          Map<String, Secret> secrets = new LinkedHashMap<>();
          map.properties()
              .forEach(entry -> secrets.put(entry.getKey(), new Secret(entry.getValue().asText())));
          return secrets;
        });
  }

  private static boolean plain(JsonNode container, Predicate<JsonNode> further) {
    return container.size() <= MAX_ENTRIES
        && stream(container).allMatch(value -> value.isValueNode() && further.test(value));
  }

  private static Stream<JsonNode> stream(JsonNode container) {
    return StreamSupport.stream(container.spliterator(), false);
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      return JSON.missingNode();
    }
  }
}
