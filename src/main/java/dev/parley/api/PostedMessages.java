package dev.parley.api;

import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.chat.command.Input;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.service.ChatService;
import dev.parley.service.Errands;
import dev.parley.service.SlashCommands;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Messages that come by HTTP: as on a socket, a text with a slash is a command, which is carried
 * out and neither stored nor sent to the model. Used on one event loop.
 */
public final class PostedMessages {
  /** Longest wait for a command, milliseconds: what the model may take, and reading for it. */
  private static final long MAX_WAIT_MS = Ai.COMPLETE_MS + 30_000;

  private static final long BUSY_RETRY_MS = 2_000;

  private final Bus bus;
  private final ChatService chat;
  private final SlashCommands commands;

  /** Commands that ask the model, by person. One request each, so open requests bound it. */
  private final Map<Long, Integer> asking = new HashMap<>();

  public PostedMessages(Bus bus, ChatService chat, SlashCommands commands) {
    this.bus = bus;
    this.chat = chat;
    this.commands = commands;
  }

  /** What became of a text. */
  public sealed interface Posted {
    record Stored(Result.Sent sent) implements Posted {}

    record Command(SlashCommands.Answer answer) implements Posted {}
  }

  /**
   * Stores a message and has it answered, or carries out the command that it is. A command is given
   * up when the client goes away. Fails as {@link ChatService#send}, and with NOT_FOUND for a
   * command in a conversation of others; other failures of a command are part of its answer.
   */
  public Future<Posted> post(RoutingContext ctx, Conversations.Send send) {
    chat.checkContent(send.content());
    return chat.admitted(send).compose(admitted -> postAdmitted(ctx, admitted));
  }

  private Future<Posted> postAdmitted(RoutingContext ctx, Conversations.Send send) {
    Input input = send.note() ? new Input.Message(send.content()) : commands.read(send.content());
    return switch (input) {
      case Input.Message(String content) ->
          chat.sendAdmitted(send.saying(content)).map(Posted.Stored::new);
      case Input.Refused refused ->
          allowed(send).map(in -> new Posted.Command(SlashCommands.refused(refused)));
      case Input.Call call ->
          allowed(send)
              .compose(
                  in -> call.command().asksModel() ? ask(ctx, send, call) : run(ctx, send, call))
              .map(Posted.Command::new);
    };
  }

  private Future<Conversations.Opened> allowed(Conversations.Send send) {
    return bus.request(
        Conversations.OPEN, new Conversations.Open(send.userId(), send.conversationId()));
  }

  /** As many at once as a connection may have; more are refused with RATE_LIMITED. */
  private Future<SlashCommands.Answer> ask(
      RoutingContext ctx, Conversations.Send send, Input.Call call) {
    long me = send.userId();
    if (asking.getOrDefault(me, 0) >= Errands.MAX) {
      return Future.failedFuture(
          new Failure(
                  ErrorCode.RATE_LIMITED,
                  "Too many of your commands are still being answered",
                  BUSY_RETRY_MS)
              .asException());
    }
    asking.merge(me, 1, Integer::sum);
    return run(ctx, send, call)
        .onComplete(
            done -> asking.computeIfPresent(me, (id, count) -> count == 1 ? null : count - 1));
  }

  private Future<SlashCommands.Answer> run(
      RoutingContext ctx, Conversations.Send send, Input.Call call) {
    Errands errands = new Errands();
    ctx.addEndHandler(gone -> errands.close());
    var giver =
        new SlashCommands.Giver(
            send.userId(), send.conversationId(), send.clientMessageId(), errands);
    return commands
        .carryOut(giver, call)
        .timeout(MAX_WAIT_MS, TimeUnit.MILLISECONDS)
        .otherwise(error -> SlashCommands.failed(call.command().name(), inWords(error)))
        .onComplete(done -> errands.close());
  }

  private static Throwable inWords(Throwable error) {
    return error instanceof TimeoutException
        ? new FailureException(ErrorCode.PROVIDER_TIMEOUT, "The command takes too long")
        : error;
  }
}
