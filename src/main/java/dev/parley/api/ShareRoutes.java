package dev.parley.api;

import dev.parley.auth.RandomToken;
import dev.parley.bus.Bus;
import dev.parley.bus.Shares;
import dev.parley.bus.Shares.Said;
import dev.parley.bus.Shares.Shared;
import dev.parley.dialect.parley.ParleyViews;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;

/** Links under which a conversation can be read without being signed in. */
final class ShareRoutes {
  /** Behind the hash sign, so that browsers keep it out of requests for the page itself. */
  private static final String PAGE = "/shared.html#";

  private final Bus bus;
  private final BearerAuth auth;

  ShareRoutes(Bus bus, BearerAuth auth) {
    this.bus = bus;
    this.auth = auth;
  }

  void mount(Router router) {
    Endpoint.at(router, "/api/v1/conversations/:id/share")
        .on(HttpMethod.POST, List.of(Requests.body(), auth, this::share))
        .on(HttpMethod.DELETE, List.of(auth, this::unshare))
        .only();
    Endpoint.mount(router, HttpMethod.GET, "/api/v1/shared/:token", List.of(this::read));
  }

  private void share(RoutingContext ctx) {
    String token = RandomToken.create();
    var share =
        new Shares.Share(
            me(ctx),
            Requests.id(ctx, "id"),
            JsonBody.fields(ctx).optionalId("message_id"),
            RandomToken.hash(token));
    bus.request(Shares.SHARE, share)
        .onSuccess(shared -> Responses.json(ctx, 201, new Link(token, PAGE + token)))
        .onFailure(ctx::fail);
  }

  private void unshare(RoutingContext ctx) {
    bus.request(Shares.UNSHARE, new Shares.Unshare(me(ctx), Requests.id(ctx, "id")))
        .onSuccess(gone -> Responses.noContent(ctx))
        .onFailure(ctx::fail);
  }

  private void read(RoutingContext ctx) {
    ctx.response().putHeader("X-Robots-Tag", "noindex");
    bus.request(Shares.READ, new Shares.Read(RandomToken.hash(ctx.pathParam("token"))))
        .onSuccess(shared -> Responses.json(ctx, 200, View.of(shared)))
        .onFailure(ctx::fail);
  }

  private static long me(RoutingContext ctx) {
    return BearerAuth.identity(ctx).userId();
  }

  private record Link(String token, String path) {}

  private record View(String title, Instant sharedAt, List<Line> messages, boolean whole) {
    static View of(Shared shared) {
      return new View(
          shared.title(),
          shared.sharedAt(),
          shared.messages().stream().map(Line::of).toList(),
          shared.whole());
    }
  }

  private record Line(
      String messageType,
      String author,
      String content,
      String status,
      Instant createdAt,
      int pictures) {
    static Line of(Said said) {
      return new Line(
          ParleyViews.name(said.type()),
          said.author(),
          said.content(),
          ParleyViews.name(said.status()),
          said.createdAt(),
          said.pictures());
    }
  }
}
