package dev.parley.api.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bus.Asking;
import dev.parley.bus.Asking.Tool;
import dev.parley.bus.Asking.ToolChoice;
import dev.parley.chat.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the tools that a program offers, and how they are to be chosen. */
final class ToolsReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";
  private static final String FUNCTION = "function";
  private static final String CHOICE = "tool_choice";

  private ToolsReader() {}

  static List<Tool> tools(JsonNode list) {
    if (Values.absent(list)) {
      return List.of();
    }
    if (!list.isArray() || list.size() > Asking.MAX_TOOLS) {
      throw RefusedException.invalid(
          "tools", "tools must be a list of at most " + Asking.MAX_TOOLS + " tools");
    }
    List<Tool> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int characters = 0;
    for (JsonNode one : list) {
      String where = "tools[" + tools.size() + "]";
      Tool tool = tool(where, one);
      if (!names.add(tool.name())) {
        throw RefusedException.invalid(
            where + ".function.name", "There are two tools named " + tool.name());
      }
      characters += tool.description().length() + tool.parameters().length();
      if (characters > Asking.MAX_WISHES_CHARACTERS) {
        throw RefusedException.invalid(
            "tools", "All tools may have " + Asking.MAX_WISHES_CHARACTERS + " characters");
      }
      tools.add(tool);
    }
    return tools;
  }

  private static Tool tool(String where, JsonNode tool) {
    if (!tool.path("type").asText("").equals(FUNCTION)) {
      throw RefusedException.unsupported(where + ".type", "Tools must be of the type function");
    }
    JsonNode function = tool.path(FUNCTION);
    String name = function.path("name").asText("");
    if (!NAME.matcher(name).matches()) {
      throw RefusedException.invalid(
          where + ".function.name", "The name of a tool must be 1 to 64 of A-Z a-z 0-9 _ -");
    }
    JsonNode description = function.path("description");
    if (!Values.absent(description) && !description.isTextual()) {
      throw RefusedException.invalid(
          where + ".function.description", "The description of a tool must be text");
    }
    JsonNode parameters = function.path("parameters");
    if (!Values.absent(parameters) && !parameters.isObject()) {
      throw RefusedException.invalid(
          where + ".function.parameters", "The parameters of a tool must be a JSON Schema");
    }
    return new Tool(
        name,
        Texts.clean(description.asText("")),
        parameters.isObject() ? Texts.clean(parameters.toString()) : NO_PARAMETERS);
  }

  /** Null when absent. */
  static ToolChoice choice(JsonNode choice, List<Tool> tools) {
    if (Values.absent(choice)) {
      return null;
    }
    ToolChoice read =
        switch (choice.asText("")) {
          case "auto" -> new ToolChoice.Auto();
          case "none" -> new ToolChoice.None();
          case "required" -> new ToolChoice.Required();
          default -> named(choice);
        };
    boolean offered =
        switch (read) {
          case ToolChoice.Auto(), ToolChoice.None() -> true;
          case ToolChoice.Required() -> !tools.isEmpty();
          case ToolChoice.Named(String name) ->
              tools.stream().anyMatch(tool -> tool.name().equals(name));
        };
    if (!offered) {
      throw RefusedException.invalid(CHOICE, "tool_choice asks for a tool that tools do not have");
    }
    return read;
  }

  private static ToolChoice named(JsonNode choice) {
    JsonNode name = choice.path(FUNCTION).path("name");
    if (!choice.path("type").asText("").equals(FUNCTION) || !name.isTextual()) {
      throw RefusedException.invalid(
          CHOICE, "tool_choice must be auto, none, required or an object that names a function");
    }
    return new ToolChoice.Named(name.textValue());
  }
}
