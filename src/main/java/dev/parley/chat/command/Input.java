package dev.parley.chat.command;

import dev.parley.chat.CommandOutcome;
import java.util.Map;

/** What a person's text is. */
public sealed interface Input {
  /** Something to be said. */
  record Message(String content) implements Input {}

  /** A command with all of its arguments. */
  record Call(Command command, Map<String, String> arguments) implements Input {
    public Call {
      arguments = Map.copyOf(arguments);
    }
  }

  /** Meant as a command, but not one that can be carried out. */
  record Refused(CommandOutcome outcome) implements Input {}
}
