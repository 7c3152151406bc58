package dev.parley.ai.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.ai.provider.Provider.ToolSpec;
import java.util.List;

/** Tools in the form that several kinds of servers share: functions with parameters. */
public final class FunctionTools {
  private FunctionTools() {}

  /** Adds them to a request; nothing when there are none. */
  public static void put(ObjectNode body, List<ToolSpec> tools) {
    if (tools.isEmpty()) {
      return;
    }
    ArrayNode list = body.putArray("tools");
    for (ToolSpec tool : tools) {
      list.addObject()
          .put("type", "function")
          .putObject("function")
          .put("name", tool.name())
          .put("description", tool.description())
          .set("parameters", Documents.schema(tool.parameters()));
    }
  }

  /** The arguments of a call as text; some servers tell them as an object. */
  public static String arguments(JsonNode function) {
    JsonNode arguments = function.path("arguments");
    if (arguments.isTextual()) {
      return arguments.textValue();
    }
    return arguments.isMissingNode() || arguments.isNull() ? "" : arguments.toString();
  }
}
