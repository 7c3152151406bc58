package dev.parley.api;

import dev.parley.auth.Administrators;
import dev.parley.auth.Auth;
import dev.parley.auth.Identity;
import dev.parley.bus.Accounts.User;
import dev.parley.bus.Administration.Counts;
import dev.parley.bus.Administration.ListUsers;
import dev.parley.bus.Administration.Users;
import dev.parley.bus.Bus;
import dev.parley.bus.Metrics;
import dev.parley.dialect.Fields;
import dev.parley.protocol.ServerEvent.BackendStatus;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;

/** {@code /api/v1/admin}: people and figures, for administrators. */
final class AdminRoutes {
  private static final String BASE = "/api/v1/admin";
  private static final int MAX_SEARCH = 100;

  private final Bus bus;
  private final Administrators admins;
  private final BearerAuth auth;

  AdminRoutes(Bus bus, Auth auth) {
    this.bus = bus;
    this.admins = auth.administrators();
    this.auth = new BearerAuth(auth.authenticator());
  }

  void mount(Router router) {
    Endpoint.mount(router, HttpMethod.GET, BASE + "/users", List.of(auth, this::list));
    Endpoint.mount(
        router,
        HttpMethod.PATCH,
        BASE + "/users/:id",
        List.of(Requests.body(), auth, this::disable));
    Endpoint.mount(
        router, HttpMethod.DELETE, BASE + "/users/:id/sessions", List.of(auth, this::endSessions));
    Endpoint.mount(router, HttpMethod.GET, BASE + "/stats", List.of(auth, this::stats));
  }

  private void list(RoutingContext ctx) {
    Fields query = Requests.query(ctx);
    var list =
        new ListUsers(
            query.optionalId("cursor"),
            query.integer("limit", 1, 100, 30),
            query.optionalText("q", MAX_SEARCH));
    admins
        .users(me(ctx), list)
        .onSuccess(users -> Responses.json(ctx, 200, page(users)))
        .onFailure(ctx::fail);
  }

  private Page page(Users found) {
    String cursor = found.hasMore() ? Long.toString(found.users().getLast().id()) : null;
    return new Page(found.users().stream().map(this::view).toList(), cursor);
  }

  private void disable(RoutingContext ctx) {
    boolean disabled = JsonBody.fields(ctx).flag("disabled");
    admins
        .disable(me(ctx), Requests.id(ctx, "id"), disabled)
        .onSuccess(user -> Responses.json(ctx, 200, view(user)))
        .onFailure(ctx::fail);
  }

  private void endSessions(RoutingContext ctx) {
    admins
        .endSessions(me(ctx), Requests.id(ctx, "id"))
        .onSuccess(ended -> Responses.noContent(ctx))
        .onFailure(ctx::fail);
  }

  private void stats(RoutingContext ctx) {
    admins
        .count(me(ctx))
        .compose(
            counts ->
                bus.request(Metrics.STATS, new Metrics.ReadStats())
                    .compose(
                        status ->
                            bus.request(Metrics.FIGURES, new Metrics.ReadFigures())
                                .map(figures -> Stats.of(counts, status, figures))))
        .onSuccess(stats -> Responses.json(ctx, 200, stats))
        .onFailure(ctx::fail);
  }

  private View view(User user) {
    return new View(
        user.id(),
        user.login(),
        user.name(),
        user.guest(),
        admins.includes(user),
        user.disabled(),
        user.createdAt());
  }

  private static Identity me(RoutingContext ctx) {
    return BearerAuth.identity(ctx);
  }

  /**
   * @param cursor for the next page; absent when this is the last
   */
  private record Page(List<View> users, String cursor) {}

  /**
   * @param login absent for a guest
   */
  private record View(
      long id,
      String login,
      String name,
      boolean guest,
      boolean admin,
      boolean disabled,
      Instant createdAt) {}

  private record Stats(
      long users,
      long guests,
      long disabled,
      long conversations,
      long messages,
      int runningGenerations,
      int activeConnections,
      String currency,
      List<Metrics.NodeProvider> providers,
      List<Metrics.ModelUse> models) {
    static Stats of(Counts counts, BackendStatus status, Metrics.Figures figures) {
      return new Stats(
          counts.users(),
          counts.guests(),
          counts.disabled(),
          counts.conversations(),
          counts.messages(),
          status.runningGenerations(),
          status.activeConnections(),
          figures.currency(),
          figures.providers(),
          figures.models());
    }
  }
}
