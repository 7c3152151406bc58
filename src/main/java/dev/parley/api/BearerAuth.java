package dev.parley.api;

import dev.parley.auth.Authenticator;
import dev.parley.auth.Identity;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/**
 * Lets a request pass when its {@code Authorization: Bearer} header has a good access token;
 * otherwise fails it with the refusal of {@link Authenticator#authenticate}.
 */
public final class BearerAuth implements Handler<RoutingContext> {
  private static final String KEY = "parley.identity";
  private static final String SCHEME = "Bearer ";

  private final Authenticator authenticator;
  private final boolean query;

  public BearerAuth(Authenticator authenticator) {
    this(authenticator, false);
  }

  private BearerAuth(Authenticator authenticator, boolean query) {
    this.authenticator = authenticator;
    this.query = query;
  }

  /** Also takes the token as {@code ?token=}, for what a browser loads without headers. */
  static BearerAuth orQuery(Authenticator authenticator) {
    return new BearerAuth(authenticator, true);
  }

  @Override
  public void handle(RoutingContext ctx) {
    authenticator
        .authenticate(token(ctx))
        .onSuccess(
            identity -> {
              ctx.put(KEY, identity);
              ctx.next();
            })
        .onFailure(ctx::fail);
  }

  /** Who makes the request; only behind this handler. */
  public static Identity identity(RoutingContext ctx) {
    return Objects.requireNonNull(ctx.get(KEY), "the route is not behind BearerAuth");
  }

  private String token(RoutingContext ctx) {
    String header = ctx.request().getHeader(HttpHeaders.AUTHORIZATION);
    boolean bearer = header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    if (bearer) {
      return header.substring(SCHEME.length()).strip();
    }
    return query ? ctx.request().getParam("token") : null;
  }
}
