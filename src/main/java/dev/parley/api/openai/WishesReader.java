package dev.parley.api.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bus.Asking;
import dev.parley.bus.Asking.Tool;
import dev.parley.bus.Asking.Wishes;
import dev.parley.chat.Texts;
import java.util.List;

/** Reads how a program wants to be answered. */
final class WishesReader {
  private static final String FORMAT = "response_format";

  private WishesReader() {}

  static Wishes read(Values values) {
    JsonNode object = values.object();
    List<Tool> tools = ToolsReader.tools(object.path("tools"));
    values.flag("parallel_tool_calls");
    JsonNode format = object.path(FORMAT);
    return new Wishes(
        tools,
        ToolsReader.choice(object.path("tool_choice"), tools),
        values.number("temperature", 0, 2),
        values.number("top_p", 0, 1),
        schema(format),
        format.path("json_schema").path("strict").asBoolean());
  }

  private static String schema(JsonNode format) {
    if (Values.absent(format)) {
      return null;
    }
    return switch (format.path("type").asText("")) {
      case "text" -> null;
      case "json_object" -> Asking.ANY_OBJECT;
      case "json_schema" -> text(format.path("json_schema").path("schema"));
      default ->
          throw RefusedException.invalid(
              FORMAT, FORMAT + ".type must be text, json_object or json_schema");
    };
  }

  private static String text(JsonNode schema) {
    String name = FORMAT + ".json_schema.schema";
    if (!schema.isObject()) {
      throw RefusedException.invalid(name, name + " must be an object");
    }
    String text = Texts.clean(schema.toString());
    if (text.length() > Asking.MAX_WISHES_CHARACTERS) {
      throw RefusedException.invalid(name, name + " is too long");
    }
    return text;
  }
}
