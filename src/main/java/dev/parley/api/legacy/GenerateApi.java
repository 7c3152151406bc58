package dev.parley.api.legacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.api.Endpoint;
import dev.parley.api.JsonBody;
import dev.parley.api.PostedMessages;
import dev.parley.api.PostedMessages.Posted;
import dev.parley.api.Requests;
import dev.parley.api.Responses;
import dev.parley.api.legacy.AnswerWait.Ended;
import dev.parley.api.legacy.Chats.Chat;
import dev.parley.auth.Identity;
import dev.parley.bus.Conversations;
import dev.parley.chat.CommandOutcome;
import dev.parley.chat.Generation;
import dev.parley.chat.Usage;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.Outcomes;
import dev.parley.dialect.Voice;
import dev.parley.dialect.events.EventsAnswer;
import dev.parley.dialect.events.EventsViews;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.service.ChatService;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** System 3: answers without a WebSocket, as a whole or in pieces. */
final class GenerateApi {
  private static final Logger LOG = LoggerFactory.getLogger(GenerateApi.class);
  private static final String EVENTS = "text/event-stream";
  private static final int MAX_NAME = 200;

  private final ChatService chat;
  private final PostedMessages posts;
  private final Callers callers;
  private final Chats chats;
  private final AnswerWait answers;
  private final LegacyApi.AnswerStream stream;

  GenerateApi(
      ChatService chat,
      PostedMessages posts,
      Callers callers,
      Chats chats,
      AnswerWait answers,
      LegacyApi.AnswerStream stream) {
    this.chat = chat;
    this.posts = posts;
    this.callers = callers;
    this.chats = chats;
    this.answers = answers;
    this.stream = stream;
  }

  void mount(Router router) {
    Endpoint.mount(router, HttpMethod.POST, "/generate", List.of(Requests.body(), this::generate));
  }

  private void generate(RoutingContext ctx) {
    Fields body = JsonBody.fields(ctx);
    String text = body.text("message", Integer.MAX_VALUE);
    String name = body.optionalName("chat_id", MAX_NAME);
    String accepted = ctx.request().getHeader(HttpHeaders.ACCEPT);
    boolean inPieces = body.flag("stream", accepted != null && accepted.contains(EVENTS));
    chat.checkContent(text);
    answers.checkRoom();
    callers
        .unnamed(ctx)
        .compose(
            me ->
                opened(me, name)
                    .compose(
                        found ->
                            posts
                                .post(ctx, message(me, found, text))
                                .compose(posted -> answer(ctx, me, found, posted, inPieces))))
        .onFailure(ctx::fail);
  }

  /** As over a socket, a chat is made when its name is new. */
  private Future<Chat> opened(Identity me, String name) {
    return name == null ? chats.made(me.userId(), null) : chats.opened(me.userId(), name);
  }

  private static Conversations.Send message(Identity me, Chat found, String text) {
    long id = found.conversation().id();
    return new Conversations.Send(me.userId(), id, text, false, null, null, null, true);
  }

  private Future<Void> answer(
      RoutingContext ctx, Identity me, Chat found, Posted posted, boolean inPieces) {
    return switch (posted) {
      case Posted.Stored(var sent) -> answer(ctx, me, found, sent.generation(), inPieces);
      case Posted.Command(var answer) -> {
        answer(ctx, found, answer.outcome(), inPieces);
        yield Future.succeededFuture();
      }
    };
  }

  private Future<Void> answer(
      RoutingContext ctx, Identity me, Chat found, Generation begun, boolean inPieces) {
    if (inPieces) {
      Dialect.Session words = new EventsAnswer(found.name(), begun);
      stream.tell(ctx, me, begun, words);
      return Future.succeededFuture();
    }
    return answers
        .end(me, begun)
        .map(end -> view(found, end))
        .onSuccess(view -> Responses.json(ctx, 200, view))
        .mapEmpty();
  }

  /** What a slash command came to is its answer, as over a socket, even when it was not done. */
  private static void answer(
      RoutingContext ctx, Chat found, CommandOutcome outcome, boolean inPieces) {
    if (inPieces) {
      ctx.response()
          .putHeader(HttpHeaders.CONTENT_TYPE, EVENTS)
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(EventsAnswer.ofCommand(found.name(), outcome))
          .onFailure(gone -> LOG.debug("Client left before its answer was sent", gone));
      return;
    }
    ObjectNode view =
        JsonFrames.object()
            .put("response", Outcomes.text(outcome))
            .put("chat_id", found.name())
            .put("status", outcome.success() ? "completed" : "failed");
    Responses.json(ctx, 200, EventsViews.command(view, outcome));
  }

  /** A failed answer without a word is an error, as for any caller of a function. */
  private static ObjectNode view(Chat found, Ended ended) {
    Voice.End end = new Voice.End(ended.generation(), ended.message(), false);
    if (end.problem() != null && ended.message().content().isEmpty()) {
      throw new FailureException(code(ended.generation()), end.problem());
    }
    ObjectNode view =
        JsonFrames.object()
            .put("response", ended.message().content())
            .put("chat_id", found.name())
            .put("message_id", ended.message().id())
            .put("status", end.status());
    Usage usage = ended.message().usage();
    if (usage != null) {
      view.putObject("usage")
          .put("prompt_tokens", usage.promptTokens())
          .put("completion_tokens", usage.completionTokens())
          .put("total_tokens", usage.totalTokens());
    }
    return view;
  }

  private static ErrorCode code(Generation failed) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(failed.errorCode())) {
        return code;
      }
    }
    return ErrorCode.UNAVAILABLE;
  }
}
