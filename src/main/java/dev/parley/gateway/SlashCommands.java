package dev.parley.gateway;

import dev.parley.bus.Bus;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.command.Commands;
import dev.parley.chat.command.Input;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out slash commands. Whatever becomes of one, its outcome is told to who gave it. */
final class SlashCommands {
  private static final Logger LOG = LoggerFactory.getLogger(SlashCommands.class);

  private final Bus bus;
  private final Commands commands = Commands.standard();

  SlashCommands(Bus bus) {
    this.bus = bus;
  }

  Input read(String content) {
    return commands.read(content);
  }

  /** Completes when the next command may be read; an answer of the model may come after that. */
  Future<Void> carryOut(
      Connection connection, String requestId, long conversationId, Input.Call call) {
    String name = call.command().name();
    CommandServices services =
        new CommandServices(
            bus, connection.errands(), connection.identity().userId(), conversationId);
    Future<Void> answered =
        Future.fromCompletionStage(call.command().run(call.arguments(), services))
            .map(result -> new CommandOutcome(name, true, result))
            .otherwise(error -> failed(name, error))
            .onSuccess(outcome -> answer(connection, requestId, conversationId, outcome))
            .mapEmpty();
    return call.command().asksModel() ? Future.succeededFuture() : answered;
  }

  void answer(
      Connection connection, String requestId, long conversationId, CommandOutcome outcome) {
    connection.send(new ServerEvent.CommandAnswered(requestId, conversationId, outcome));
  }

  private static CommandOutcome failed(String name, Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    String message;
    if (cause instanceof FailureException refusal) {
      message = refusal.failure().message();
    } else {
      LOG.error("Command /{} failed", name, cause);
      message = "The server could not do this";
    }
    return new CommandOutcome(name, false, Map.of("message", message));
  }
}
