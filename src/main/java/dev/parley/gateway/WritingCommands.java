package dev.parley.gateway;

import dev.parley.attachment.Uploads;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.MessageType;
import dev.parley.chat.command.Input;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.service.ChatService;
import dev.parley.service.Moderator;
import io.vertx.core.Future;
import java.util.List;

/** Commands that concern what people write. */
record WritingCommands(
    Bus bus, ChatService chat, Uploads uploads, Joining joining, SlashReplies slashCommands) {
  Future<Result> send(Request request, ClientCommand.SendMessage send) {
    chat.checkContent(send.content(), !send.attachments().isEmpty());
    String kind = send.messageType() == MessageType.NOTE ? "note" : "message";
    return chat.admitted(
            new Moderator.Text(kind, request.userId(), send.conversationId(), null, send.content()))
        .compose(text -> chat.offered("model", send.model()).map(offered -> text))
        .compose(text -> write(request, send.saying(text)));
  }

  /** The sender joins, so that it sees what it started. A note is never a command. */
  private Future<Result> write(Request request, ClientCommand.SendMessage send) {
    Input input =
        send.messageType() == MessageType.NOTE
            ? new Input.Message(send.content())
            : slashCommands.read(send.content());
    return joining
        .ensureJoined(request.client(), send.conversationId())
        .compose(
            in ->
                switch (input) {
                  case Input.Message(String content) -> store(request, send, content);
                  case Input.Call call ->
                      done(
                          slashCommands.carryOut(
                              request, send.conversationId(), send.clientMessageId(), call));
                  case Input.Refused(CommandOutcome outcome) -> {
                    slashCommands.tell(request, send.conversationId(), outcome);
                    yield done(Future.succeededFuture());
                  }
                });
  }

  private static Future<Result> done(Future<?> work) {
    return work.map(there -> new Result.Done());
  }

  private Future<Result> store(Request request, ClientCommand.SendMessage send, String content) {
    return chat.sendAdmitted(
            new Conversations.Send(
                request.userId(),
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

  Future<Result> say(Request request, ClientCommand.Say say) {
    chat.checkContent(say.content(), say.image() != null);
    long me = request.userId();
    return chat.admitted(new Moderator.Text("message", me, null, null, say.content()))
        .compose(
            text ->
                pictures(me, say.image()).compose(pictures -> say(request, say, text, pictures)));
  }

  private Future<List<Long>> pictures(long me, String image) {
    return image == null
        ? Future.succeededFuture(List.of())
        : uploads.resolve(me, image).map(List::of);
  }

  private Future<Result> say(
      Request request, ClientCommand.Say say, String text, List<Long> pictures) {
    return bus.request(Conversations.NAMED, new Conversations.Named(request.userId(), say.name()))
        .onSuccess(found -> request.client().send(new ServerEvent.Bound(say.name(), found.id())))
        .compose(
            found ->
                write(
                    request,
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

  /**
   * The answer is offered to an ai node only once its client has joined, and so not by {@link
   * ChatService#edit}: what it says before that would not be told.
   */
  Future<Result> edit(Request request, ClientCommand.EditMessage edit) {
    chat.checkContent(edit.content());
    return chat.admitted(new Conversations.Edit(request.userId(), edit.messageId(), edit.content()))
        .compose(admitted -> bus.request(Conversations.EDIT, admitted))
        .compose(
            sent ->
                joining.ensureJoined(request.client(), sent.message().conversationId()).map(sent))
        .onSuccess(sent -> chat.offer(sent.generation()))
        .map(sent -> sent);
  }

  Future<Void> delete(Request request, ClientCommand.DeleteMessage delete) {
    return chat.delete(new Conversations.DeleteMessage(request.userId(), delete.messageId()));
  }
}
