package dev.parley.api.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bus.Asking.ToolCall;
import dev.parley.chat.Texts;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the calls of an assistant's message. Names and arguments are taken as the model wrote them.
 *
 * @param where the place of the message, for refusals
 */
record CallReader(String where) {
  private static final int MAX = 64;

  /** Longest id of a call, characters. */
  static final int MAX_ID = 256;

  List<ToolCall> read(JsonNode calls) {
    if (Values.absent(calls)) {
      return List.of();
    }
    if (!calls.isArray() || calls.size() > MAX) {
      throw invalid("must be a list of at most " + MAX + " calls");
    }
    List<ToolCall> read = new ArrayList<>();
    calls.forEach(call -> read.add(call(call)));
    return read;
  }

  private ToolCall call(JsonNode call) {
    JsonNode function = call.path("function");
    String id = text(call.path("id"), "the id");
    if (id.isEmpty() || id.length() > MAX_ID) {
      throw invalid("the id of a call must have 1 to " + MAX_ID + " characters");
    }
    if (!call.path("type").asText("function").equals("function")) {
      throw RefusedException.unsupported(
          where + ".tool_calls", "Calls must be of the type function");
    }
    return new ToolCall(
        id,
        text(function.path("name"), "the name"),
        text(function.path("arguments"), "the arguments"));
  }

  private String text(JsonNode value, String what) {
    if (!value.isTextual()) {
      throw invalid(what + " of a call must be text");
    }
    return Texts.clean(value.textValue());
  }

  private RefusedException invalid(String problem) {
    return RefusedException.invalid(where + ".tool_calls", where + ".tool_calls: " + problem);
  }

  /** What they count against the bound of all messages. */
  static int characters(List<ToolCall> calls) {
    return calls.stream().mapToInt(call -> call.name().length() + call.arguments().length()).sum();
  }
}
