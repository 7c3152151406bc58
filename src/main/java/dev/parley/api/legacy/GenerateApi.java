package dev.parley.api.legacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.api.Endpoint;
import dev.parley.api.JsonBody;
import dev.parley.api.Ratings;
import dev.parley.api.Requests;
import dev.parley.api.Responses;
import dev.parley.api.legacy.AnswerWait.Ended;
import dev.parley.api.legacy.Chats.Chat;
import dev.parley.auth.Identity;
import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Metrics;
import dev.parley.chat.Conversation;
import dev.parley.chat.Generation;
import dev.parley.chat.Usage;
import dev.parley.dialect.Fields;
import dev.parley.dialect.JsonFrames;
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
import java.util.Map;

/** System 3: chats, answers without a WebSocket, and figures. */
final class GenerateApi {
  private static final int MAX_NAME = 200;

  private final Bus bus;
  private final ChatService chat;
  private final Callers callers;
  private final Chats chats;
  private final AnswerWait answers;
  private final LegacyApi.AnswerStream stream;

  GenerateApi(
      Bus bus,
      ChatService chat,
      Callers callers,
      Chats chats,
      AnswerWait answers,
      LegacyApi.AnswerStream stream) {
    this.bus = bus;
    this.chat = chat;
    this.callers = callers;
    this.chats = chats;
    this.answers = answers;
    this.stream = stream;
  }

  void mount(Router router) {
    Endpoint.mount(router, HttpMethod.GET, "/chats", List.of(this::list));
    Endpoint.mount(router, HttpMethod.POST, "/chat", List.of(Requests.body(), this::create));
    Endpoint.mount(router, HttpMethod.GET, "/chat/:id", List.of(this::read));
    Endpoint.mount(router, HttpMethod.POST, "/generate", List.of(Requests.body(), this::generate));
    Endpoint.mount(router, HttpMethod.GET, "/stats", List.of(this::stats));
  }

  private void list(RoutingContext ctx) {
    callers
        .unnamed(ctx)
        .compose(me -> chats.list(me.userId()))
        .onSuccess(
            all ->
                Responses.json(
                    ctx, 200, Map.of("chats", all.stream().map(GenerateApi::view).toList())))
        .onFailure(ctx::fail);
  }

  private void create(RoutingContext ctx) {
    String title = JsonBody.fields(ctx).optionalText("title", MAX_NAME);
    callers
        .unnamed(ctx)
        .compose(me -> made(me, title))
        .onSuccess(made -> Responses.json(ctx, 201, view(made)))
        .onFailure(ctx::fail);
  }

  private Future<Chat> made(Identity me, String title) {
    var create = new Conversations.Create(me.userId(), title, null, null);
    return bus.request(Conversations.CREATE, create).map(GenerateApi::unnamed);
  }

  private static Chat unnamed(Conversation made) {
    return new Chat(Long.toString(made.id()), made);
  }

  private void read(RoutingContext ctx) {
    callers
        .unnamed(ctx)
        .map(Identity::userId)
        .compose(
            me ->
                chats
                    .find(me, ctx.pathParam("id"))
                    .compose(
                        found ->
                            chats
                                .messages(me, found)
                                .<ObjectNode>map(
                                    log -> view(found).set("messages", EventsViews.log(log)))))
        .onSuccess(view -> Responses.json(ctx, 200, view))
        .onFailure(ctx::fail);
  }

  private void generate(RoutingContext ctx) {
    Fields body = JsonBody.fields(ctx);
    String text = body.text("message", Integer.MAX_VALUE);
    String name = body.optionalName("chat_id", MAX_NAME);
    String accepted = ctx.request().getHeader(HttpHeaders.ACCEPT);
    boolean inPieces =
        body.flag("stream", accepted != null && accepted.contains("text/event-stream"));
    chat.checkContent(text);
    answers.checkRoom();
    callers
        .unnamed(ctx)
        .compose(
            me ->
                opened(me, name)
                    .compose(
                        found ->
                            send(me, found, text)
                                .compose(begun -> answer(ctx, me, found, begun, inPieces))))
        .onFailure(ctx::fail);
  }

  /** As over a socket, a chat is made when its name is new. */
  private Future<Chat> opened(Identity me, String name) {
    return name == null
        ? made(me, null)
        : bus.request(Conversations.NAMED, new Conversations.Named(me.userId(), name))
            .map(found -> new Chat(name, found));
  }

  private Future<Generation> send(Identity me, Chat found, String text) {
    long id = found.conversation().id();
    return chat.send(new Conversations.Send(me.userId(), id, text, false, null, null, null, true))
        .map(sent -> sent.generation());
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

  private void stats(RoutingContext ctx) {
    callers
        .unnamed(ctx)
        .compose(me -> bus.request(Metrics.STATS, new Metrics.ReadStats()))
        .compose(stats -> Ratings.with(bus, EventsViews.status(stats)))
        .onSuccess(stats -> Responses.json(ctx, 200, stats))
        .onFailure(ctx::fail);
  }

  private static ObjectNode view(Chat one) {
    return JsonFrames.object()
        .put("id", one.name())
        .put("title", one.conversation().title())
        .put("created_at", one.conversation().createdAt().toString())
        .put("updated_at", one.conversation().updatedAt().toString());
  }
}
