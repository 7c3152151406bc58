package dev.parley.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads the settings of a YAML document. */
final class YamlSource {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final Map<String, Key<?>> KEYS =
      Keys.all().stream().collect(Collectors.toMap(Key::name, Function.identity()));

  private final String source;
  private final Map<String, Setting> settings = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private YamlSource(String source) {
    this.source = source;
  }

  static Setting.Layer read(String yaml, String source) {
    YamlSource reader = new YamlSource(source);
    try {
      reader.document(YAML.readTree(yaml));
    } catch (JsonProcessingException e) {
      // The parser's own message quotes the document, which may hold secrets.
      String line = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      reader.problems.add(source + line + ": this is not valid YAML, or a key is given twice.");
    }
    return new Setting.Layer(reader.settings, reader.problems);
  }

  private void document(JsonNode root) {
    if (root.isObject()) {
      section("", root);
    } else if (!root.isNull() && !root.isMissingNode()) {
      problems.add(
          source + " must hold sections of keys, such as 'http:' and below it 'port: 8080'.");
    }
  }

  private void section(String prefix, JsonNode node) {
    node.properties().forEach(entry -> entry(prefix + entry.getKey(), entry.getValue()));
  }

  private void entry(String name, JsonNode value) {
    Key<?> key = ToolKeys.ofPath(name).orElse(KEYS.get(name));
    if (key != null) {
      setting(key, value);
    } else if (!ToolKeys.isSection(name)
        && KEYS.keySet().stream().noneMatch(known -> known.startsWith(name + "."))) {
      unknown(name, value);
    } else if (value.isObject()) {
      section(name + ".", value);
    } else if (!value.isNull()) {
      problems.add("'" + name + "' in " + source + " is a section, it cannot have a value itself.");
    }
  }

  /** Names the leaf that was written, so that the suggestion is a key and not a section. */
  private void unknown(String name, JsonNode value) {
    if (value.isObject() && !value.isEmpty()) {
      value.properties().forEach(entry -> unknown(name + "." + entry.getKey(), entry.getValue()));
    } else {
      List<String> near = ToolKeys.near(name);
      problems.add(
          "Unknown key '"
              + name
              + "' in "
              + source
              + "."
              + Nearest.suggestion(name, near.isEmpty() ? KEYS.keySet() : near));
    }
  }

  private void setting(Key<?> key, JsonNode value) {
    if (key.parser().tree()) {
      tree(key, value);
      return;
    }
    if (value.isObject() || (value.isArray() && !key.parser().many())) {
      problems.add(key.name() + " in " + source + " must be a single value.");
      return;
    }
    String text = value.isArray() ? joined(value) : value.asText("");
    if (!value.isNull() && !text.isBlank()) {
      settings.put(key.name(), new Setting(text, source));
    }
  }

  private void tree(Key<?> key, JsonNode value) {
    String text = value.isContainerNode() ? value.toString() : value.asText("");
    if (!value.isNull() && !text.isBlank()) {
      settings.put(key.name(), new Setting(text, source));
    }
  }

  private static String joined(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(","));
  }
}
