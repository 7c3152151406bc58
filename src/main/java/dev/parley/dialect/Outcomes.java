package dev.parley.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.CommandOutcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Answers of slash commands. */
public final class Outcomes {
  private Outcomes() {}

  /** As system 4 tells them: the status, and what there is by name. */
  public static ObjectNode result(CommandOutcome outcome) {
    ObjectNode result = JsonFrames.tree(outcome.result());
    result.put("status", outcome.success() ? "success" : "error");
    return result;
  }

  /** As text, for dialects that know nothing but messages. */
  public static String text(CommandOutcome outcome) {
    Map<String, Object> values = new TreeMap<>(outcome.result());
    Object message = values.remove("message");
    // A list that is the message, line by line, is for programs.
    values.values().removeIf(value -> message != null && message.equals(lines(value)));
    String first = values.isEmpty() ? "" : shown(values.values().iterator().next());
    if (values.size() == 1 && message == null && !first.isEmpty()) {
      return first;
    }
    String rest =
        values.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + shown(entry.getValue()))
            .collect(Collectors.joining("\n"));
    if (message == null) {
      return rest;
    }
    return rest.isEmpty() ? shown(message) : shown(message) + "\n" + rest;
  }

  private static String lines(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining("\n"))
        : null;
  }

  private static String shown(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(item -> "\n- " + item).collect(Collectors.joining());
    }
    return String.valueOf(value);
  }
}
