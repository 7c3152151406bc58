package dev.parley.api;

import dev.parley.bus.Bus;
import dev.parley.bus.Tools;
import dev.parley.service.ChatService;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What tools said at length, and agreeing to what they would do. */
final class ToolRoutes {
  private static final String RESULT = "/api/v1/tool-results/:id";
  private static final String CONFIRMATION = "/api/v1/tool-confirmations/:id";

  private final Bus bus;
  private final ChatService chat;
  private final BearerAuth auth;

  ToolRoutes(Bus bus, ChatService chat, BearerAuth auth) {
    this.bus = bus;
    this.chat = chat;
    this.auth = auth;
  }

  void mount(Router router) {
    Endpoint.mount(router, HttpMethod.GET, RESULT, List.of(auth, this::result));
    Endpoint.mount(
        router, HttpMethod.POST, CONFIRMATION, List.of(Requests.body(), auth, this::confirm));
  }

  /** Text and nothing else, whatever it looks like: it was written by somebody else's program. */
  private void result(RoutingContext ctx) {
    bus.request(Tools.RESULT, new Tools.ReadResult(me(ctx), Requests.id(ctx, "id")))
        .compose(
            result ->
                ctx.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .putHeader("Content-Disposition", "attachment; filename=\"tool-result.txt\"")
                    .putHeader("Content-Security-Policy", "default-src 'none'; sandbox")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-store")
                    .end(result.content()))
        .onFailure(ctx::fail);
  }

  private void confirm(RoutingContext ctx) {
    boolean allow = JsonBody.fields(ctx).flag("allow");
    chat.confirm(me(ctx), ctx.pathParam("id"), allow)
        .onSuccess(decided -> Responses.noContent(ctx))
        .onFailure(ctx::fail);
  }

  private static long me(RoutingContext ctx) {
    return BearerAuth.identity(ctx).userId();
  }
}
