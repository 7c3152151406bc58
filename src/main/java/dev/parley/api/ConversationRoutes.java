package dev.parley.api;

import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.chat.Conversation;
import dev.parley.dialect.Fields;
import dev.parley.dialect.parley.ParleyViews;
import dev.parley.service.ChatService;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Conversations, and who is in them. */
final class ConversationRoutes {
  private static final String BASE = "/api/v1/conversations";
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_CONTEXT_LENGTH = 16_000;

  private final Bus bus;
  private final ChatService chat;
  private final BearerAuth auth;

  ConversationRoutes(Bus bus, ChatService chat, BearerAuth auth) {
    this.chat = chat;
    this.bus = bus;
    this.auth = auth;
  }

  void mount(Router router) {
    Endpoint.mount(
        router,
        HttpMethod.POST,
        BASE + "/batch-delete",
        List.of(Requests.body(), auth, this::batchDelete));
    Endpoint.at(router, BASE)
        .on(HttpMethod.GET, List.of(auth, this::list))
        .on(HttpMethod.POST, List.of(Requests.body(), auth, this::create))
        .only();
    Endpoint.at(router, BASE + "/:id")
        .on(HttpMethod.GET, List.of(auth, this::read))
        .on(HttpMethod.PATCH, List.of(Requests.body(), auth, this::update))
        .on(HttpMethod.DELETE, List.of(auth, this::delete))
        .only();
    Endpoint.mount(
        router,
        HttpMethod.POST,
        BASE + "/:id/members",
        List.of(Requests.body(), auth, this::invite));
    Endpoint.mount(
        router, HttpMethod.DELETE, BASE + "/:id/members/:user_id", List.of(auth, this::remove));
    Endpoint.mount(router, HttpMethod.GET, BASE + "/:id/feedback", List.of(auth, this::feedback));
  }

  private void list(RoutingContext ctx) {
    Fields query = Requests.query(ctx);
    var page =
        new Conversations.ListPage(
            me(ctx),
            query.optionalText("cursor", MAX_NAME_LENGTH),
            query.integer("limit", 1, 100, 30),
            Requests.flag(ctx, "archived"),
            query.optionalText("q", MAX_NAME_LENGTH));
    bus.request(Conversations.LIST, page)
        .onSuccess(found -> Responses.json(ctx, 200, ParleyViews.result(found)))
        .onFailure(ctx::fail);
  }

  private void create(RoutingContext ctx) {
    Fields body = JsonBody.fields(ctx);
    var create =
        new Conversations.Create(
            me(ctx),
            body.optionalText("title", MAX_NAME_LENGTH),
            body.optionalText("context", MAX_CONTEXT_LENGTH),
            body.optionalText("model", MAX_NAME_LENGTH));
    chat.offered("model", create.model())
        .compose(offered -> bus.request(Conversations.CREATE, create))
        .onSuccess(created -> created(ctx, created))
        .onFailure(ctx::fail);
  }

  static void created(RoutingContext ctx, Conversation conversation) {
    ctx.response().putHeader("Location", BASE + "/" + conversation.id());
    Responses.json(ctx, 201, ParleyViews.ownConversation(conversation));
  }

  private void read(RoutingContext ctx) {
    bus.request(Conversations.OPEN, new Conversations.Open(me(ctx), Requests.id(ctx, "id")))
        .onSuccess(opened -> show(ctx, opened.conversation()))
        .onFailure(ctx::fail);
  }

  private void update(RoutingContext ctx) {
    Fields body = JsonBody.fields(ctx);
    var update =
        new Conversations.Update(
            me(ctx),
            Requests.id(ctx, "id"),
            body.optionalText("title", MAX_NAME_LENGTH),
            body.optionalText("context", MAX_CONTEXT_LENGTH),
            body.optionalText("model", MAX_NAME_LENGTH),
            body.optionalFlag("pinned"),
            body.optionalFlag("archived"));
    chat.offered("model", update.model())
        .compose(offered -> bus.request(Conversations.UPDATE, update))
        .onSuccess(updated -> show(ctx, updated))
        .onFailure(ctx::fail);
  }

  private void delete(RoutingContext ctx) {
    bus.request(Conversations.DELETE, new Conversations.Delete(me(ctx), Requests.id(ctx, "id")))
        .onSuccess(deleted -> Responses.noContent(ctx))
        .onFailure(ctx::fail);
  }

  private void batchDelete(RoutingContext ctx) {
    List<Long> ids = JsonBody.fields(ctx).ids("ids", Conversations.MAX_BATCH);
    bus.request(Conversations.BATCH_DELETE, new Conversations.BatchDelete(me(ctx), ids))
        .onSuccess(deleted -> Responses.json(ctx, 200, deleted))
        .onFailure(ctx::fail);
  }

  private void invite(RoutingContext ctx) {
    var invite =
        new Conversations.Invite(
            me(ctx),
            Requests.id(ctx, "id"),
            JsonBody.fields(ctx).textOrNumber("user", MAX_NAME_LENGTH));
    bus.request(Conversations.INVITE, invite)
        .onSuccess(shared -> show(ctx, shared))
        .onFailure(ctx::fail);
  }

  private void feedback(RoutingContext ctx) {
    bus.request(
            Conversations.FEEDBACK_COUNTS,
            new Conversations.CountFeedback(me(ctx), Requests.id(ctx, "id")))
        .onSuccess(counts -> Responses.json(ctx, 200, counts))
        .onFailure(ctx::fail);
  }

  private void remove(RoutingContext ctx) {
    var remove =
        new Conversations.RemoveMember(
            me(ctx), Requests.id(ctx, "id"), Requests.id(ctx, "user_id"));
    bus.request(Conversations.REMOVE_MEMBER, remove)
        .onSuccess(removed -> Responses.noContent(ctx))
        .onFailure(ctx::fail);
  }

  private static void show(RoutingContext ctx, Conversation conversation) {
    Responses.json(ctx, 200, ParleyViews.ownConversation(conversation));
  }

  private static long me(RoutingContext ctx) {
    return BearerAuth.identity(ctx).userId();
  }
}
