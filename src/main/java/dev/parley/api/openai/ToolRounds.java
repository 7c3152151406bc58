package dev.parley.api.openai;

import dev.parley.bus.Asking.Speaker;
import dev.parley.bus.Asking.ToolCall;
import dev.parley.bus.Asking.Turn;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks that the messages right after one with calls answer all of them, each once: models refuse
 * anything else, in worse words.
 */
final class ToolRounds {
  private final Set<String> open = new HashSet<>();

  /**
   * @param where the place of the message
   */
  void next(String where, Turn turn) {
    if (turn.speaker() == Speaker.TOOL) {
      if (!open.remove(turn.answers())) {
        throw RefusedException.invalid(
            where + ".tool_call_id", where + " answers no call of the message before it");
      }
      return;
    }
    end();
    for (ToolCall call : turn.calls()) {
      if (!open.add(call.id())) {
        throw RefusedException.invalid(
            where + ".tool_calls", where + ".tool_calls has two calls with one id");
      }
    }
  }

  /** No message follows, or none of a tool. */
  void end() {
    if (!open.isEmpty()) {
      throw RefusedException.invalid(
          "messages", "Each call of a tool must be answered by a message of the role tool");
    }
  }
}
