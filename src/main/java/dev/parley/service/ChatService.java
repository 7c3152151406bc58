package dev.parley.service;

import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import dev.parley.bus.Tools;
import dev.parley.chat.Generation;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Message;
import dev.parley.chat.ToolCall;
import dev.parley.limits.Decision;
import dev.parley.limits.RateLimiter;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What writing in a conversation takes beyond asking the store: the rules for a text, the meter of
 * its writer, and an ai node for the answer. The same for sockets and for HTTP.
 */
public final class ChatService {
  private static final Logger LOG = LoggerFactory.getLogger(ChatService.class);

  /** Text of the messages in one page; older ones come with the next page. */
  private static final int MAX_PAGE_CHARACTERS = 256 * 1024;

  private static final Pattern CONFIRMATION_ID = Pattern.compile("[0-9a-f]{32}");

  /** Longest wait for word of a model, milliseconds. */
  private static final long FIND_MS = 2_000;

  private final Bus bus;
  private final RateLimiter limiter;
  private final MessageRules rules;
  private final Moderator moderator;

  /**
   * @param limiter meters what a person writes; shared by all gateways of the process
   * @param moderator looks at what a person writes
   */
  public ChatService(Bus bus, RateLimiter limiter, MessageRules rules, Moderator moderator) {
    this.bus = bus;
    this.limiter = limiter;
    this.rules = rules;
    this.moderator = moderator;
  }

  /** Throws INVALID_FIELD or MESSAGE_TOO_LONG for what nobody may write. */
  public void checkContent(String content) {
    rules.checkContent(content);
  }

  /** As above, but a picture says enough by itself. */
  public void checkContent(String content, boolean picture) {
    rules.checkContent(content, picture);
  }

  /** Fails with RATE_LIMITED when the person has written too much lately. */
  public Future<Void> metered(long userId) {
    return limiter
        .take("message:" + userId, 1)
        .compose(
            decision ->
                switch (decision) {
                  case Decision.Allowed _ -> Future.succeededFuture();
                  case Decision.Refused refused -> Future.failedFuture(refused.asException());
                });
  }

  /**
   * Fails with INVALID_FIELD when it is known that nobody offers the model. While no ai node can be
   * asked any model may be named.
   *
   * @param field that names it
   * @param model null or empty for none
   */
  public Future<Void> offered(String field, String model) {
    if (model == null || model.isEmpty()) {
      return Future.succeededFuture();
    }
    return bus.request(Ai.FIND_MODEL, new Ai.FindModel(model), FIND_MS)
        .recover(
            error -> {
              LOG.info("Nobody says whether there is a model {}", model, error);
              return Future.succeededFuture(new Ai.FoundModel(true));
            })
        .map(
            found -> {
              if (!found.offered()) {
                throw new FailureException(
                    ErrorCode.INVALID_FIELD,
                    field + " must be a model that is offered here, not \"" + model + "\"");
              }
              return null;
            });
  }

  /**
   * Meters the writer of a text and has the moderator look at it; the result is what is to be
   * stored. Fails with RATE_LIMITED, CONTENT_REFUSED, or UNAVAILABLE when it cannot be looked at.
   */
  public Future<String> admitted(Moderator.Text text) {
    return metered(text.userId()).compose(allowed -> moderator.look(text));
  }

  /** The same for a message; its text is what is to be stored. */
  public Future<Conversations.Send> admitted(Conversations.Send send) {
    return admitted(
            new Moderator.Text(
                send.note() ? "note" : "message",
                send.userId(),
                send.conversationId(),
                null,
                send.content()))
        .map(send::saying);
  }

  /** The same for another version of a message. */
  public Future<Conversations.Edit> admitted(Conversations.Edit edit) {
    return admitted(
            new Moderator.Text("edit", edit.userId(), null, edit.messageId(), edit.content()))
        .map(text -> new Conversations.Edit(edit.userId(), edit.messageId(), text));
  }

  /**
   * Offers a generation to an ai node. When none takes it now, a reaper offers it again.
   *
   * @param generation null when there is nothing to answer
   */
  public void offer(Generation generation) {
    if (generation != null) {
      bus.request(
              Ai.GENERATE,
              new Ai.Generate(generation.id(), generation.conversationId(), generation.messageId()))
          .onFailure(
              error -> LOG.warn("Generation {} waits for an ai node", generation.id(), error));
    }
  }

  /** Checks, meters, moderates and stores a message, and has it answered. */
  public Future<Result.Sent> send(Conversations.Send send) {
    checkContent(send.content(), !send.attachments().isEmpty());
    return admitted(send)
        .compose(checked -> offered("model", checked.model()).map(offered -> checked))
        .compose(this::sendAdmitted);
  }

  /** Stores a message that was admitted, and has it answered. */
  public Future<Result.Sent> sendAdmitted(Conversations.Send send) {
    return store(send).onSuccess(sent -> offer(isWaiting(sent) ? sent.generation() : null));
  }

  /** A message that the client numbered is stored once, however often it is sent. */
  private Future<Result.Sent> store(Conversations.Send send) {
    return send.clientMessageId() == null
        ? bus.request(Conversations.SEND, send)
        : bus.repeat(Conversations.SEND, send);
  }

  /** Of a message that was stored before, the offer may have been lost. */
  private static boolean isWaiting(Result.Sent sent) {
    return sent.generation() != null
        && (!sent.duplicate() || sent.generation().state() == GenerationState.QUEUED);
  }

  /** Checks, meters, moderates and stores another version of a message, and has it answered. */
  public Future<Result.Sent> edit(Conversations.Edit edit) {
    checkContent(edit.content());
    return admitted(edit)
        .compose(admitted -> bus.request(Conversations.EDIT, admitted))
        .onSuccess(sent -> offer(sent.generation()));
  }

  /** Takes a message out, and stops what is being written in answer to it. */
  public Future<Void> delete(Conversations.DeleteMessage delete) {
    return bus.request(Conversations.DELETE_MESSAGE, delete).compose(this::tellOwners).mapEmpty();
  }

  /** Meters, and has a message answered. */
  public Future<Result.Answering> respond(Conversations.Respond respond) {
    return metered(respond.userId())
        .compose(allowed -> offered("model", respond.model()))
        .compose(offered -> bus.request(Conversations.RESPOND, respond))
        .onSuccess(answer -> offer(answer.started() ? answer.generation() : null));
  }

  /** Stops what is named, on whatever node it runs. */
  public Future<Result.Stopping> stop(Generations.RequestStop stop) {
    return bus.request(Generations.STOP, stop).compose(this::tellOwners);
  }

  /** The store has noted the stop, so an owner that cannot be reached now finds out by itself. */
  private Future<Result.Stopping> tellOwners(Generations.StopRequested requested) {
    List<Long> stopped = new ArrayList<>(requested.stopped());
    List<Future<?>> told = new ArrayList<>();
    for (Generations.Owned running : requested.running()) {
      stopped.add(running.generationId());
      told.add(
          bus.request(Ai.stop(running.owner()), new Ai.Stop(running.generationId()))
              .onFailure(
                  error ->
                      LOG.warn("Owner of generation {} is away", running.generationId(), error)));
    }
    return Future.join(told).transform(any -> Future.succeededFuture(new Result.Stopping(stopped)));
  }

  /**
   * Agrees to what a tool would do, or refuses it. Fails with NOT_FOUND when the person is not
   * asked that, or not any more.
   */
  public Future<Void> confirm(long userId, String confirmationId, boolean allow) {
    if (!CONFIRMATION_ID.matcher(confirmationId).matches()) {
      return Future.failedFuture(
          new FailureException(ErrorCode.NOT_FOUND, "There is no such thing"));
    }
    return bus.requestIfThere(Tools.confirmation(confirmationId), new Tools.Decision(userId, allow))
        .mapEmpty();
  }

  /** A page of messages, of so much text as fits into one answer. */
  public Future<Result.Messages> messages(Conversations.LoadMessages load) {
    return bus.request(Conversations.MESSAGES, load).map(ChatService::bounded);
  }

  /** The newest messages of the page that fit into one answer. */
  public static Result.Messages bounded(Result.Messages page) {
    int from = page.messages().size();
    long characters = 0;
    while (from > 0) {
      Message next = page.messages().get(from - 1);
      characters += next.content().length();
      for (ToolCall call : next.toolCalls()) {
        characters += call.characters();
      }
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
