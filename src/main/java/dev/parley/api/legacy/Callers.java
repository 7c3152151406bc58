package dev.parley.api.legacy;

import dev.parley.api.Credentials;
import dev.parley.auth.ExternalIds;
import dev.parley.auth.ExternalIds.Caller;
import dev.parley.auth.Identity;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** Who makes a request of a system that knows no accounts. */
final class Callers {
  private final ExternalIds people;

  Callers(ExternalIds people) {
    this.people = people;
  }

  /** The person of an id that the request names. Fails as {@link ExternalIds#identify}. */
  Future<Identity> named(RoutingContext ctx, String id) {
    return people.identify(id, Credentials.token(ctx), Credentials.caller(ctx.request()));
  }

  /**
   * The person of a request whose path names nobody: {@code ?user_id=}, {@code ?client_id=}, the
   * token's, the cookie's, or who is on this machine.
   */
  Future<Identity> unnamed(RoutingContext ctx) {
    return named(ctx, id(ctx));
  }

  private static String id(RoutingContext ctx) {
    String given = ctx.request().getParam("user_id");
    if (given != null) {
      return given;
    }
    Caller caller = Credentials.caller(ctx.request());
    return Credentials.token(ctx) == null
        ? Credentials.clientId(ctx, caller)
        : ctx.request().getParam("client_id");
  }

  /** Whether the request itself says who makes it. */
  static boolean said(RoutingContext ctx) {
    return Credentials.token(ctx) != null
        || ctx.request().getParam("user_id") != null
        || ctx.request().getParam("client_id") != null;
  }
}
