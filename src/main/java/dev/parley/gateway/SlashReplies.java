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
      Request request, long conversationId, String clientMessageId, Input.Call call) {
    var giver =
        new SlashCommands.Giver(
            request.userId(), conversationId, clientMessageId, request.client().errands());
    Future<Void> answered =
        commands
            .carryOut(giver, call)
            .onSuccess(answer -> tell(request, conversationId, answer.outcome()))
            .mapEmpty();
    return call.command().asksModel() ? Future.succeededFuture() : answered;
  }

  void tell(Request request, long conversationId, CommandOutcome outcome) {
    request.client().send(new ServerEvent.CommandAnswered(request.id(), conversationId, outcome));
  }
}
