package dev.parley.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads JSON that a model wrote, which may stand among other words. */
public final class LooseJson {
  private static final Logger LOG = LoggerFactory.getLogger(LooseJson.class);

  private LooseJson() {}

  /**
   * The object between the first brace and the last, without what is null.
   *
   * @return texts, numbers, flags, lists and maps by name; empty when there is no such object
   */
  public static Map<String, Object> fields(String text) {
    int from = text.indexOf('{');
    int to = text.lastIndexOf('}');
    if (from < 0 || to < from) {
      return Map.of();
    }
    try {
      Map<String, Object> fields =
          Json.MAPPER.readValue(text.substring(from, to + 1), new TypeReference<>() {});
      fields.values().removeIf(Objects::isNull);
      return fields;
    } catch (JsonProcessingException e) {
      LOG.debug("A model wrote something else than JSON", e);
      return Map.of();
    }
  }
}
