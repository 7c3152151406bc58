package dev.parley.api;

import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;

/** Whole conversations: out, in, and copied. */
final class TransferRoutes {
  private static final String BASE = "/api/v1/conversations";
  private static final long MAX_IMPORT_BYTES = 5 * 1024 * 1024;

  private final Bus bus;
  private final BearerAuth auth;

  TransferRoutes(Bus bus, BearerAuth auth) {
    this.bus = bus;
    this.auth = auth;
  }

  void mount(Router router) {
    Endpoint.mount(
        router,
        HttpMethod.POST,
        BASE + "/import",
        List.of(BodyHandler.create(false).setBodyLimit(MAX_IMPORT_BYTES), auth, this::importing));
    Endpoint.mount(router, HttpMethod.GET, BASE + "/:id/export", List.of(auth, this::export));
    Endpoint.mount(
        router, HttpMethod.POST, BASE + "/:id/fork", List.of(Requests.body(), auth, this::fork));
  }

  private void export(RoutingContext ctx) {
    ExportFormat format = ExportFormat.of(ctx.request().getParam("format", "json"));
    long id = Requests.id(ctx, "id");
    bus.request(Conversations.OPEN, new Conversations.Open(me(ctx), id))
        .compose(opened -> new Export(bus, ctx, format).write(opened.conversation()))
        .onFailure(ctx::fail);
  }

  /** Reading five megabytes takes too long for an event loop. */
  private void importing(RoutingContext ctx) {
    ctx.vertx()
        .executeBlocking(() -> ImportedFile.read(JsonBody.of(ctx), me(ctx)), false)
        .compose(read -> bus.request(Conversations.IMPORT, read))
        .onSuccess(made -> ConversationRoutes.created(ctx, made))
        .onFailure(ctx::fail);
  }

  private void fork(RoutingContext ctx) {
    var fork =
        new Conversations.Fork(
            me(ctx), Requests.id(ctx, "id"), JsonBody.fields(ctx).id("message_id"));
    bus.request(Conversations.FORK, fork)
        .onSuccess(made -> ConversationRoutes.created(ctx, made))
        .onFailure(ctx::fail);
  }

  private static long me(RoutingContext ctx) {
    return BearerAuth.identity(ctx).userId();
  }
}
