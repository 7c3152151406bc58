package dev.parley.api.legacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.api.Endpoint;
import dev.parley.api.JsonBody;
import dev.parley.api.Ratings;
import dev.parley.api.Requests;
import dev.parley.api.Responses;
import dev.parley.api.legacy.Chats.Chat;
import dev.parley.auth.Identity;
import dev.parley.bus.Bus;
import dev.parley.bus.Metrics;
import dev.parley.dialect.JsonFrames;
import dev.parley.dialect.events.EventsViews;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** System 3: chats and figures. {@link GenerateApi} has its answers. */
final class EventsChatsApi {
  private static final int MAX_NAME = 200;

  private final Bus bus;
  private final Callers callers;
  private final Chats chats;

  EventsChatsApi(Bus bus, Callers callers, Chats chats) {
    this.bus = bus;
    this.callers = callers;
    this.chats = chats;
  }

  void mount(Router router) {
    Endpoint.mount(router, HttpMethod.GET, "/chats", List.of(this::list));
    Endpoint.mount(router, HttpMethod.POST, "/chat", List.of(Requests.body(), this::create));
    Endpoint.mount(router, HttpMethod.GET, "/chat/:id", List.of(this::read));
    Endpoint.mount(router, HttpMethod.GET, "/stats", List.of(this::stats));
  }

  private void list(RoutingContext ctx) {
    callers
        .unnamed(ctx)
        .compose(me -> chats.list(me.userId()))
        .onSuccess(
            all ->
                Responses.json(
                    ctx, 200, Map.of("chats", all.stream().map(EventsChatsApi::view).toList())))
        .onFailure(ctx::fail);
  }

  private void create(RoutingContext ctx) {
    String title = JsonBody.fields(ctx).optionalText("title", MAX_NAME);
    callers
        .unnamed(ctx)
        .compose(me -> chats.made(me.userId(), title))
        .onSuccess(made -> Responses.json(ctx, 201, view(made)))
        .onFailure(ctx::fail);
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
