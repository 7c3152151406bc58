package dev.parley.gateway;

import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.service.ChatService;
import io.vertx.core.Future;

/** Commands that concern answers of the model. */
record AnswerCommands(Bus bus, ChatService chat, Joining joining) {
  Future<Result> respond(Request request, ClientCommand.StreamResponse ask) {
    long me = request.userId();
    return joining
        .ensureJoined(request.client(), ask.conversationId())
        .compose(in -> chat.metered(me))
        .compose(allowed -> chat.offered("assistant_id", ask.model()))
        .compose(
            offered ->
                respond(
                    request,
                    new Conversations.Respond(
                        me, ask.conversationId(), ask.messageId(), ask.model(), false)));
  }

  Future<Result> regenerate(Request request, ClientCommand.Regenerate again) {
    long me = request.userId();
    return chat.metered(me)
        .compose(allowed -> chat.offered("model", again.model()))
        .compose(
            offered ->
                respond(
                    request,
                    new Conversations.Respond(me, null, again.messageId(), again.model(), true)));
  }

  /**
   * The answer is offered to an ai node only once its client has joined, and so not by {@link
   * ChatService#respond}: what it says before that would not be told.
   */
  private Future<Result> respond(Request request, Conversations.Respond respond) {
    return bus.request(Conversations.RESPOND, respond)
        .compose(
            answer ->
                joining
                    .ensureJoined(request.client(), answer.generation().conversationId())
                    .map(answer))
        .onSuccess(answer -> chat.offer(answer.started() ? answer.generation() : null))
        .map(answer -> answer);
  }

  Future<Result.Stopping> stop(Request request, ClientCommand.Stop stop) {
    return chat.stop(
        new Generations.RequestStop(request.userId(), stop.generationId(), stop.conversationId()));
  }

  Future<Void> confirm(Request request, ClientCommand.ConfirmTool confirm) {
    return chat.confirm(request.userId(), confirm.confirmationId(), confirm.allow());
  }

  Future<?> feedback(Request request, ClientCommand.GiveFeedback given) {
    return bus.request(
        Conversations.FEEDBACK,
        new Conversations.Feedback(
            request.userId(), given.messageId(), given.rating(), given.comment()));
  }
}
