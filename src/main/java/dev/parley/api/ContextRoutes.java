package dev.parley.api;

import dev.parley.bus.Accounts;
import dev.parley.bus.Bus;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;

/** {@code /api/v1/context}: what a person wants every model to know, as {@code /setcontext}. */
final class ContextRoutes {
  private final Bus bus;
  private final BearerAuth auth;

  ContextRoutes(Bus bus, BearerAuth auth) {
    this.bus = bus;
    this.auth = auth;
  }

  void mount(Router router) {
    Endpoint.at(router, "/api/v1/context")
        .on(HttpMethod.GET, List.of(auth, this::read))
        .on(HttpMethod.PUT, List.of(Requests.body(), auth, this::set))
        .on(HttpMethod.DELETE, List.of(auth, ctx -> write(ctx, null)))
        .only();
  }

  /**
   * @param context empty when there is none
   */
  private record View(String context) {}

  private void read(RoutingContext ctx) {
    bus.request(Accounts.READ_CONTEXT, new Accounts.ReadContext(me(ctx)))
        .map(read -> new View(Objects.requireNonNullElse(read.context(), "")))
        .onSuccess(view -> Responses.json(ctx, 200, view))
        .onFailure(ctx::fail);
  }

  private void set(RoutingContext ctx) {
    String context = JsonBody.fields(ctx).text("context", Accounts.MAX_CONTEXT);
    write(ctx, context.isEmpty() ? null : context);
  }

  private void write(RoutingContext ctx, String context) {
    bus.request(Accounts.WRITE_CONTEXT, new Accounts.WriteContext(me(ctx), context))
        .onSuccess(written -> Responses.noContent(ctx))
        .onFailure(ctx::fail);
  }

  private static long me(RoutingContext ctx) {
    return BearerAuth.identity(ctx).userId();
  }
}
