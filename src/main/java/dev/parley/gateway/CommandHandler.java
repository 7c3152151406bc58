package dev.parley.gateway;

import dev.parley.attachment.Uploads;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Events;
import dev.parley.bus.Generations;
import dev.parley.bus.Metrics;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.MessageType;
import dev.parley.chat.command.Input;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.service.ChatService;
import dev.parley.service.Moderator;
import dev.parley.service.SlashCommands;
import io.vertx.core.Future;
import java.util.List;

/**
 * Carries out the commands of authenticated connections: checks them, asks the store, answers. It
 * knows neither the dialect nor the socket.
 */
final class CommandHandler {
  private final Bus bus;
  private final ChatService chat;
  private final Uploads uploads;
  private final Joining joining;
  private final SlashReplies slashCommands;

  CommandHandler(Bus bus, ChatService chat, Uploads uploads, SlashCommands slashCommands) {
    this.bus = bus;
    this.chat = chat;
    this.uploads = uploads;
    this.joining = new Joining(bus);
    this.slashCommands = new SlashReplies(slashCommands);
  }

  /** Completes when the next command may be read. Fails with what the client is to be told. */
  Future<Void> carryOut(Client connection, String requestId, ClientCommand command) {
    if (command instanceof ClientCommand.Ping) {
      connection.send(new ServerEvent.Pong(requestId));
      return Future.succeededFuture();
    }
    if (command instanceof ClientCommand.Join(long conversationId)) {
      return joining.join(
          connection, conversationId, joined -> acknowledge(connection, requestId, joined));
    }
    if (command instanceof ClientCommand.Attach(long bytes, String _, String _)) {
      if (bytes > uploads.maxBytes()) {
        throw Uploads.tooLarge(uploads.maxBytes());
      }
      connection.announce(requestId, Math.toIntExact(bytes));
      return Future.succeededFuture();
    }
    if (command instanceof ClientCommand.Authenticate(String token, String _)) {
      return connection.renew(token);
    }
    return result(connection, requestId, command)
        .map(
            result -> {
              acknowledge(connection, requestId, result);
              return null;
            });
  }

  /** Only what the client gave an id is acknowledged: others would not know what for. */
  private static void acknowledge(Client connection, String requestId, Result result) {
    if (requestId != null) {
      connection.send(new ServerEvent.Ack(requestId, result));
    }
  }

  private Future<? extends Result> result(
      Client connection, String requestId, ClientCommand command) {
    long me = connection.identity().userId();
    return switch (command) {
      case ClientCommand.Ping _,
          ClientCommand.Join _,
          ClientCommand.Attach _,
          ClientCommand.Authenticate _ ->
          throw new IllegalStateException("answered before");
      case ClientCommand.Resume positions -> done(joining.resume(connection, positions));
      case ClientCommand.Leave leave -> {
        connection.detach(leave.conversationId());
        yield done(Future.succeededFuture());
      }
      case ClientCommand.Typing typing -> done(type(connection, typing));
      case ClientCommand.SubscribeStatus status ->
          done(subscribeStatus(connection, status.subscribe()));
      case ClientCommand.Upload upload ->
          uploads.take(me, () -> Future.succeededFuture(upload.bytes())).map(Result.Uploaded::new);
      case ClientCommand.SendMessage send -> send(connection, requestId, send);
      case ClientCommand.Say say -> say(connection, requestId, say);
      case ClientCommand.EditMessage edit -> edit(connection, edit);
      case ClientCommand.DeleteMessage(long messageId) ->
          done(chat.delete(new Conversations.DeleteMessage(me, messageId)));
      case ClientCommand.StreamResponse ask ->
          joining
              .ensureJoined(connection, ask.conversationId())
              .compose(in -> chat.metered(me))
              .compose(allowed -> chat.offered("assistant_id", ask.model()))
              .compose(
                  allowed ->
                      respond(
                          connection,
                          new Conversations.Respond(
                              me, ask.conversationId(), ask.messageId(), ask.model(), false)));
      case ClientCommand.Regenerate again ->
          chat.metered(me)
              .compose(allowed -> chat.offered("model", again.model()))
              .compose(
                  allowed ->
                      respond(
                          connection,
                          new Conversations.Respond(
                              me, null, again.messageId(), again.model(), true)));
      case ClientCommand.Stop stop ->
          chat.stop(new Generations.RequestStop(me, stop.generationId(), stop.conversationId()));
      case ClientCommand.GiveFeedback given ->
          done(
              bus.request(
                  Conversations.FEEDBACK,
                  new Conversations.Feedback(
                      me, given.messageId(), given.rating(), given.comment())));
      case ClientCommand.CreateConversation create ->
          chat.offered("model", create.model())
              .compose(
                  offered ->
                      bus.request(
                          Conversations.CREATE,
                          new Conversations.Create(
                              me, create.title(), create.context(), create.model())))
              .map(Result.OneConversation::new);
      case ClientCommand.UpdateConversation update ->
          chat.offered("model", update.model())
              .compose(
                  offered ->
                      bus.request(
                          Conversations.UPDATE,
                          new Conversations.Update(
                              me,
                              update.conversationId(),
                              update.title(),
                              update.context(),
                              update.model(),
                              update.pinned(),
                              update.archived())))
              .map(Result.OneConversation::new);
      case ClientCommand.DeleteConversation delete ->
          done(
              bus.request(
                  Conversations.DELETE, new Conversations.Delete(me, delete.conversationId())));
      case ClientCommand.Invite invite ->
          bus.request(
                  Conversations.INVITE,
                  new Conversations.Invite(me, invite.conversationId(), invite.user()))
              .map(Result.OneConversation::new);
      case ClientCommand.RemoveMember remove ->
          done(
              bus.request(
                  Conversations.REMOVE_MEMBER,
                  new Conversations.RemoveMember(me, remove.conversationId(), remove.userId())));
      case ClientCommand.MarkRead read ->
          done(
              bus.request(
                  Conversations.MARK_READ,
                  new Conversations.MarkRead(me, read.conversationId(), read.seq())));
      case ClientCommand.ConfirmTool(String id, boolean allow) -> done(chat.confirm(me, id, allow));
      case ClientCommand.ListConversations list ->
          bus.request(
              Conversations.LIST,
              new Conversations.ListPage(me, list.cursor(), list.limit(), list.archived()));
      case ClientCommand.LoadMessages load ->
          chat.messages(
              new Conversations.LoadMessages(
                  me, load.conversationId(), load.before(), load.limit()));
    };
  }

  private static Future<Result> done(Future<?> future) {
    return future.map(answer -> new Result.Done());
  }

  private Future<Result> send(Client connection, String requestId, ClientCommand.SendMessage send) {
    chat.checkContent(send.content(), !send.attachments().isEmpty());
    String kind = send.messageType() == MessageType.NOTE ? "note" : "message";
    return chat.admitted(
            new Moderator.Text(
                kind, connection.identity().userId(), send.conversationId(), null, send.content()))
        .compose(text -> chat.offered("model", send.model()).map(offered -> text))
        .compose(text -> write(connection, requestId, send.saying(text)));
  }

  /** The sender joins, so that it sees what it started. A note is never a command. */
  private Future<Result> write(
      Client connection, String requestId, ClientCommand.SendMessage send) {
    long conversationId = send.conversationId();
    Input input =
        send.messageType() == MessageType.NOTE
            ? new Input.Message(send.content())
            : slashCommands.read(send.content());
    return joining
        .ensureJoined(connection, conversationId)
        .compose(
            in ->
                switch (input) {
                  case Input.Message(String content) -> store(connection, send, content);
                  case Input.Call call ->
                      done(
                          slashCommands.carryOut(
                              connection, requestId, conversationId, send.clientMessageId(), call));
                  case Input.Refused(CommandOutcome outcome) -> {
                    slashCommands.tell(connection, requestId, conversationId, outcome);
                    yield done(Future.succeededFuture());
                  }
                });
  }

  private Future<Result> store(Client connection, ClientCommand.SendMessage send, String content) {
    return chat.sendAdmitted(
            new Conversations.Send(
                connection.identity().userId(),
                send.conversationId(),
                content,
                send.messageType() == MessageType.NOTE,
                send.clientMessageId(),
                send.parentId(),
                send.model(),
                send.respond(),
                send.attachments()))
        .map(sent -> sent);
  }

  private Future<Result> say(Client connection, String requestId, ClientCommand.Say say) {
    chat.checkContent(say.content(), say.image() != null);
    long me = connection.identity().userId();
    return chat.admitted(new Moderator.Text("message", me, null, null, say.content()))
        .compose(
            text ->
                pictures(me, say.image())
                    .compose(pictures -> say(connection, requestId, say, text, pictures)));
  }

  private Future<List<Long>> pictures(long me, String image) {
    return image == null
        ? Future.succeededFuture(List.of())
        : uploads.resolve(me, image).map(List::of);
  }

  private Future<Result> say(
      Client connection,
      String requestId,
      ClientCommand.Say say,
      String text,
      List<Long> pictures) {
    long me = connection.identity().userId();
    return bus.request(Conversations.NAMED, new Conversations.Named(me, say.name()))
        .onSuccess(found -> connection.send(new ServerEvent.Bound(say.name(), found.id())))
        .compose(
            found ->
                write(
                    connection,
                    requestId,
                    new ClientCommand.SendMessage(
                        found.id(),
                        text,
                        MessageType.USER,
                        say.clientMessageId(),
                        null,
                        null,
                        true,
                        pictures)));
  }

  private Future<Result> edit(Client connection, ClientCommand.EditMessage edit) {
    chat.checkContent(edit.content());
    long me = connection.identity().userId();
    return chat.admitted(new Conversations.Edit(me, edit.messageId(), edit.content()))
        .compose(admitted -> bus.request(Conversations.EDIT, admitted))
        .compose(sent -> whenJoined(connection, sent.message().conversationId(), sent))
        .onSuccess(sent -> chat.offer(sent.generation()))
        .map(sent -> sent);
  }

  private Future<Result> respond(Client connection, Conversations.Respond respond) {
    return bus.request(Conversations.RESPOND, respond)
        .compose(answer -> whenJoined(connection, answer.generation().conversationId(), answer))
        .onSuccess(answer -> chat.offer(answer.started() ? answer.generation() : null))
        .map(answer -> answer);
  }

  /**
   * The answer is offered to an ai node only after this, and so not by {@link ChatService#edit} and
   * {@link ChatService#respond}: what it says before the connection has joined would not be told.
   */
  private <T> Future<T> whenJoined(Client connection, long conversationId, T value) {
    return joining.ensureJoined(connection, conversationId).map(in -> value);
  }

  private Future<Void> type(Client connection, ClientCommand.Typing typing) {
    return joining
        .ensureJoined(connection, typing.conversationId())
        .onSuccess(
            in ->
                bus.publish(
                    Events.conversation(typing.conversationId()),
                    new ServerEvent.TypingChanged(
                        typing.conversationId(), connection.identity().userId(), typing.typing())));
  }

  private Future<Void> subscribeStatus(Client connection, boolean subscribe) {
    if (!subscribe) {
      connection.subscribeStatus(false);
      return Future.succeededFuture();
    }
    return bus.request(Metrics.STATS, new Metrics.ReadStats())
        .map(
            figures -> {
              connection.subscribeStatus(true);
              connection.send(figures);
              return null;
            });
  }
}
