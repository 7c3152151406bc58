package dev.parley.chat.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lists all commands, itself among them. */
final class Help implements Command {
  private final List<Command> commands;

  /**
   * @param commands may still grow until it is run
   */
  Help(List<Command> commands) {
    this.commands = commands;
  }

  @Override
  public String name() {
    return "help";
  }

  @Override
  public String description() {
    return "Shows the commands";
  }

  @Override
  public CompletionStage<Map<String, Object>> run(
      Map<String, String> arguments, Services services) {
    List<String> lines =
        commands.stream().map(command -> command.usage() + " - " + command.description()).toList();
    return CompletableFuture.completedFuture(
        Map.of("message", String.join("\n", lines), "commands", lines));
  }
}
