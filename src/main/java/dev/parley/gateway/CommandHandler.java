package dev.parley.gateway;

import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Events;
import dev.parley.bus.Generations;
import dev.parley.bus.Metrics;
import dev.parley.chat.Generation;
import dev.parley.chat.Message;
import dev.parley.chat.MessageType;
import dev.parley.limits.Decision;
import dev.parley.limits.RateLimiter;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the commands of authenticated connections: checks them, asks the store, answers. It
 * knows neither the dialect nor the socket.
 */
final class CommandHandler {
  private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

  /** Text of the messages in one page; older ones come with the next page. */
  private static final int MAX_PAGE_CHARACTERS = 256 * 1024;

  private final Bus bus;
  private final RateLimiter limiter;
  private final MessageRules rules;
  private final Joining joining;

  CommandHandler(Bus bus, RateLimiter limiter, MessageRules rules) {
    this.bus = bus;
    this.limiter = limiter;
    this.rules = rules;
    this.joining = new Joining(bus);
  }

  /** Completes when the next command may be read. Fails with what the client is to be told. */
  Future<Void> carryOut(Connection connection, String requestId, ClientCommand command) {
    if (command instanceof ClientCommand.Ping) {
      connection.send(new ServerEvent.Pong(requestId));
      return Future.succeededFuture();
    }
    if (command instanceof ClientCommand.Join(long conversationId)) {
      return joining.join(
          connection, conversationId, joined -> acknowledge(connection, requestId, joined));
    }
    if (command instanceof ClientCommand.Authenticate(String token, String _)) {
      return connection.renew(token);
    }
    return result(connection, command)
        .map(
            result -> {
              acknowledge(connection, requestId, result);
              return null;
            });
  }

  /** Only what the client gave an id is acknowledged: others would not know what for. */
  private static void acknowledge(Connection connection, String requestId, Result result) {
    if (requestId != null) {
      connection.send(new ServerEvent.Ack(requestId, result));
    }
  }

  private Future<? extends Result> result(Connection connection, ClientCommand command) {
    long me = connection.identity().userId();
    return switch (command) {
      case ClientCommand.Ping _, ClientCommand.Join _, ClientCommand.Authenticate _ ->
          throw new IllegalStateException("answered before");
      case ClientCommand.Resume positions -> done(joining.resume(connection, positions));
      case ClientCommand.Leave leave -> {
        connection.detach(leave.conversationId());
        yield done(Future.succeededFuture());
      }
      case ClientCommand.Typing typing -> done(type(connection, typing));
      case ClientCommand.SubscribeStatus status ->
          done(subscribeStatus(connection, status.subscribe()));
      case ClientCommand.SendMessage send -> send(connection, send);
      case ClientCommand.Say say -> say(connection, say);
      case ClientCommand.EditMessage edit -> edit(connection, edit);
      case ClientCommand.StreamResponse ask ->
          joining
              .ensureJoined(connection, ask.conversationId())
              .compose(in -> limited(me))
              .compose(
                  allowed ->
                      respond(
                          connection,
                          new Conversations.Respond(
                              me, ask.conversationId(), ask.messageId(), ask.model(), false)));
      case ClientCommand.Regenerate again ->
          limited(me)
              .compose(
                  allowed ->
                      respond(
                          connection,
                          new Conversations.Respond(
                              me, null, again.messageId(), again.model(), true)));
      case ClientCommand.Stop stop -> stop(me, stop.generationId(), stop.conversationId());
      case ClientCommand.GiveFeedback given ->
          done(
              bus.request(
                  Conversations.FEEDBACK,
                  new Conversations.Feedback(
                      me, given.messageId(), given.rating(), given.comment())));
      case ClientCommand.CreateConversation create ->
          bus.request(
                  Conversations.CREATE,
                  new Conversations.Create(me, create.title(), create.context(), create.model()))
              .map(Result.OneConversation::new);
      case ClientCommand.UpdateConversation update ->
          bus.request(
                  Conversations.UPDATE,
                  new Conversations.Update(
                      me,
                      update.conversationId(),
                      update.title(),
                      update.context(),
                      update.model(),
                      update.pinned(),
                      update.archived()))
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
      case ClientCommand.ListConversations list ->
          bus.request(
              Conversations.LIST,
              new Conversations.ListPage(me, list.cursor(), list.limit(), list.archived()));
      case ClientCommand.LoadMessages load ->
          bus.request(
                  Conversations.MESSAGES,
                  new Conversations.LoadMessages(
                      me, load.conversationId(), load.before(), load.limit()))
              .map(CommandHandler::bounded);
    };
  }

  private static Future<Result> done(Future<?> future) {
    return future.map(answer -> new Result.Done());
  }

  /** The sender joins, so that it sees what it started. */
  private Future<Result> send(Connection connection, ClientCommand.SendMessage send) {
    rules.checkContent(send.content());
    long me = connection.identity().userId();
    return limited(me)
        .compose(allowed -> joining.ensureJoined(connection, send.conversationId()))
        .compose(
            in ->
                bus.request(
                    Conversations.SEND,
                    new Conversations.Send(
                        me,
                        send.conversationId(),
                        send.content(),
                        send.messageType() == MessageType.NOTE,
                        send.clientMessageId(),
                        send.parentId(),
                        send.model(),
                        send.respond())))
        .onSuccess(sent -> generate(sent.duplicate() ? null : sent.generation()))
        .map(sent -> sent);
  }

  private Future<Result> say(Connection connection, ClientCommand.Say say) {
    rules.checkContent(say.content());
    long me = connection.identity().userId();
    return bus.request(Conversations.NAMED, new Conversations.Named(me, say.name()))
        .onSuccess(found -> connection.send(new ServerEvent.Bound(say.name(), found.id())))
        .compose(
            found ->
                send(
                    connection,
                    new ClientCommand.SendMessage(
                        found.id(),
                        say.content(),
                        MessageType.USER,
                        say.clientMessageId(),
                        null,
                        null,
                        true)));
  }

  private Future<Result> edit(Connection connection, ClientCommand.EditMessage edit) {
    rules.checkContent(edit.content());
    long me = connection.identity().userId();
    return limited(me)
        .compose(
            allowed ->
                bus.request(
                    Conversations.EDIT,
                    new Conversations.Edit(me, edit.messageId(), edit.content())))
        .compose(sent -> whenJoined(connection, sent.message().conversationId(), sent))
        .onSuccess(sent -> generate(sent.generation()))
        .map(sent -> sent);
  }

  private Future<Result> respond(Connection connection, Conversations.Respond respond) {
    return bus.request(Conversations.RESPOND, respond)
        .compose(answer -> whenJoined(connection, answer.generation().conversationId(), answer))
        .onSuccess(answer -> generate(answer.started() ? answer.generation() : null))
        .map(answer -> answer);
  }

  private <T> Future<T> whenJoined(Connection connection, long conversationId, T value) {
    return joining.ensureJoined(connection, conversationId).map(in -> value);
  }

  /** Offers the generation to an ai node. When none takes it now, a reaper offers it again. */
  private void generate(Generation generation) {
    if (generation != null) {
      bus.request(Ai.GENERATE, new Ai.Generate(generation.id()))
          .onFailure(
              error ->
                  LOG.warn(
                      "Generation {} waits for an ai node: {}",
                      generation.id(),
                      error.getMessage()));
    }
  }

  private Future<Result> stop(long me, Long generationId, Long conversationId) {
    return bus.request(
            Generations.STOP, new Generations.RequestStop(me, generationId, conversationId))
        .compose(this::tellOwners);
  }

  /** The store has noted the stop, so an owner that cannot be reached now finds out by itself. */
  private Future<Result> tellOwners(Generations.StopRequested requested) {
    List<Long> stopped = new ArrayList<>(requested.stopped());
    List<Future<?>> told = new ArrayList<>();
    for (Generations.Owned running : requested.running()) {
      stopped.add(running.generationId());
      told.add(
          bus.request(Ai.stop(running.owner()), new Ai.Stop(running.generationId()))
              .onFailure(
                  error ->
                      LOG.warn(
                          "Owner of generation {} is away: {}",
                          running.generationId(),
                          error.getMessage())));
    }
    return Future.join(told).transform(any -> Future.succeededFuture(new Result.Stopping(stopped)));
  }

  private Future<Void> type(Connection connection, ClientCommand.Typing typing) {
    return joining
        .ensureJoined(connection, typing.conversationId())
        .onSuccess(
            in ->
                bus.publish(
                    Events.conversation(typing.conversationId()),
                    new ServerEvent.TypingChanged(
                        typing.conversationId(), connection.identity().userId(), typing.typing())));
  }

  private Future<Void> subscribeStatus(Connection connection, boolean subscribe) {
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

  private Future<Void> limited(long userId) {
    return limiter
        .take("message:" + userId, 1)
        .compose(
            decision ->
                switch (decision) {
                  case Decision.Allowed _ -> Future.succeededFuture();
                  case Decision.Refused refused -> Future.failedFuture(refused.asException());
                });
  }

  /** The newest messages of the page that fit into one frame. */
  private static Result bounded(Result.Messages page) {
    int from = page.messages().size();
    long characters = 0;
    while (from > 0) {
      Message next = page.messages().get(from - 1);
      characters += next.content().length();
      if (characters > MAX_PAGE_CHARACTERS && from < page.messages().size()) {
        break;
      }
      from--;
    }
    return new Result.Messages(
        page.conversationId(),
        page.messages().subList(from, page.messages().size()),
        page.hasMore() || from > 0);
  }
}
