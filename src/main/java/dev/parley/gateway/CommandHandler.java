package dev.parley.gateway;

import dev.parley.attachment.Uploads;
import dev.parley.bus.Bus;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.service.ChatService;
import dev.parley.service.SlashCommands;
import io.vertx.core.Future;

/**
 * Carries out the commands of authenticated connections: checks them, asks the store, answers. It
 * knows neither the dialect nor the socket. What a command concerns says which part does it.
 */
final class CommandHandler {
  private final Uploads uploads;
  private final Joining joining;
  private final PresenceCommands presence;
  private final WritingCommands writing;
  private final AnswerCommands answers;
  private final ConversationCommands conversations;

  CommandHandler(Bus bus, ChatService chat, Uploads uploads, SlashCommands slashCommands) {
    this.uploads = uploads;
    this.joining = new Joining(bus);
    this.presence = new PresenceCommands(bus, joining);
    this.writing =
        new WritingCommands(bus, chat, uploads, joining, new SlashReplies(slashCommands));
    this.answers = new AnswerCommands(bus, chat, joining);
    this.conversations = new ConversationCommands(bus, chat);
  }

  /** Completes when the next command may be read. Fails with what the client is to be told. */
  Future<Void> carryOut(Client client, String requestId, ClientCommand command) {
    Request request = new Request(client, requestId);
    return switch (command) {
      case ClientCommand.Ping _ -> {
        client.send(new ServerEvent.Pong(requestId));
        yield Future.succeededFuture();
      }
      case ClientCommand.Authenticate(String token, String _) -> client.renew(token);

      case ClientCommand.Join(long id) -> joining.join(client, id, request::acknowledge);
      case ClientCommand.Resume positions -> request.done(joining.resume(client, positions));
      case ClientCommand.Leave(long id) -> {
        client.detach(id);
        yield request.done(Future.succeededFuture());
      }
      case ClientCommand.Typing typing -> request.done(presence.type(client, typing));
      case ClientCommand.SubscribeStatus(boolean subscribe) ->
          request.done(presence.subscribeStatus(client, subscribe));

      case ClientCommand.Attach(long bytes, String _, String _) -> {
        announce(request, bytes);
        yield Future.succeededFuture();
      }
      case ClientCommand.Upload(byte[] bytes) -> request.answer(upload(request, bytes));

      case ClientCommand.SendMessage send -> request.answer(writing.send(request, send));
      case ClientCommand.Say say -> request.answer(writing.say(request, say));
      case ClientCommand.EditMessage edit -> request.answer(writing.edit(request, edit));
      case ClientCommand.DeleteMessage delete -> request.done(writing.delete(request, delete));

      case ClientCommand.StreamResponse ask -> request.answer(answers.respond(request, ask));
      case ClientCommand.Regenerate again -> request.answer(answers.regenerate(request, again));
      case ClientCommand.Stop stop -> request.answer(answers.stop(request, stop));
      case ClientCommand.ConfirmTool confirm -> request.done(answers.confirm(request, confirm));
      case ClientCommand.GiveFeedback given -> request.done(answers.feedback(request, given));

      case ClientCommand.CreateConversation create ->
          request.answer(conversations.create(request, create));
      case ClientCommand.UpdateConversation update ->
          request.answer(conversations.update(request, update));
      case ClientCommand.DeleteConversation delete ->
          request.done(conversations.delete(request, delete));
      case ClientCommand.Invite invite -> request.answer(conversations.invite(request, invite));
      case ClientCommand.RemoveMember remove ->
          request.done(conversations.removeMember(request, remove));
      case ClientCommand.MarkRead read -> request.done(conversations.markRead(request, read));
      case ClientCommand.ListConversations page ->
          request.answer(conversations.list(request, page));
      case ClientCommand.LoadMessages load -> request.answer(conversations.load(request, load));
    };
  }

  private void announce(Request request, long bytes) {
    if (bytes > uploads.maxBytes()) {
      throw Uploads.tooLarge(uploads.maxBytes());
    }
    request.client().announce(request.id(), Math.toIntExact(bytes));
  }

  private Future<Result> upload(Request request, byte[] bytes) {
    return uploads
        .take(request.userId(), () -> Future.succeededFuture(bytes))
        .map(Result.Uploaded::new);
  }
}
