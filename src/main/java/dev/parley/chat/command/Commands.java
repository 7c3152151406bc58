package dev.parley.chat.command;

import dev.parley.chat.CommandOutcome;
import dev.parley.chat.command.CommandSyntax.SyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All slash commands, and which of them a text means. */
public final class Commands {
  private static final int MAX_SHOWN = 40;

  private final List<Command> all;

  /**
   * @param commands with names that differ
   */
  Commands(List<Command> commands) {
    List<Command> listed = new ArrayList<>();
    listed.add(new Help(listed));
    listed.addAll(commands);
    all = List.copyOf(listed);
  }

  /** Those that the server has. */
  public static Commands standard() {
    return new Commands(
        List.of(
            new Clear(),
            new Summarize(),
            new Analyze(),
            new Translate(),
            new SetContext(),
            new GetContext(),
            new ClearContext()));
  }

  /** A text that starts with a slash is a command; with two, a message that starts with one. */
  public Input read(String content) {
    if (!content.startsWith("/")) {
      return new Input.Message(content);
    }
    if (content.startsWith("//")) {
      return new Input.Message(content.substring(1));
    }
    int end = 1;
    while (end < content.length() && !Character.isWhitespace(content.charAt(end))) {
      end++;
    }
    String name = content.substring(1, end);
    Optional<Command> command = all.stream().filter(c -> c.name().equals(name)).findFirst();
    return command.isEmpty() ? unknown(name) : call(command.get(), content.substring(end));
  }

  private Input unknown(String name) {
    String shown = shortened(name);
    String known = all.stream().map(c -> "/" + c.name()).collect(Collectors.joining(", "));
    return refused(
        shown,
        "There is no command /"
            + shown
            + ". Commands: "
            + known
            + ". Start with // for a message that starts with a slash.");
  }

  private static String shortened(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }

  private static Input call(Command command, String text) {
    Map<String, String> arguments;
    try {
      arguments = CommandSyntax.arguments(text);
    } catch (SyntaxException e) {
      return misused(command, e.getMessage());
    }
    List<String> wanted = command.parameters().stream().map(Parameter::name).toList();
    for (String given : arguments.keySet()) {
      if (!wanted.contains(given)) {
        return misused(command, "/" + command.name() + " has no argument " + shortened(given));
      }
    }
    for (String name : wanted) {
      if (arguments.getOrDefault(name, "").isBlank()) {
        return misused(command, name + " is missing");
      }
    }
    return new Input.Call(command, arguments);
  }

  private static Input misused(Command command, String problem) {
    return refused(command.name(), problem + ". Usage: " + command.usage());
  }

  private static Input refused(String name, String message) {
    return new Input.Refused(new CommandOutcome(name, false, Map.of("message", message)));
  }
}
