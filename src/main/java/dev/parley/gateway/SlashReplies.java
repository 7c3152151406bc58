package dev.parley.gateway;

import dev.parley.chat.CommandOutcome;
import dev.parley.chat.command.Input;
import dev.parley.protocol.ServerEvent;
import dev.parley.service.SlashCommands;
import io.vertx.core.Future;

/** Slash commands of connections. Whatever becomes of one, its outcome is told to who gave it. */
record SlashReplies(SlashCommands commands) {
  Input read(String content) {
    return commands.read(content);
  }

  /**
   * Completes when the next command may be read; an answer of the model may come after that.
   *
   * @param clientMessageId nullable
   */
  Future<Void> carryOut(
      Client connection,
      String requestId,
      long conversationId,
      String clientMessageId,
      Input.Call call) {
    var giver =
        new SlashCommands.Giver(
            connection.identity().userId(), conversationId, clientMessageId, connection.errands());
    Future<Void> answered =
        commands
            .carryOut(giver, call)
            .onSuccess(answer -> tell(connection, requestId, conversationId, answer.outcome()))
            .mapEmpty();
    return call.command().asksModel() ? Future.succeededFuture() : answered;
  }

  void tell(Client connection, String requestId, long conversationId, CommandOutcome outcome) {
    connection.send(new ServerEvent.CommandAnswered(requestId, conversationId, outcome));
  }
}
