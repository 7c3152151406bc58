package dev.parley.api.openai;

import dev.parley.auth.KeyHolders;
import dev.parley.bus.ApiKeys.Holder;
import dev.parley.bus.ApiKeys.Scope;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Objects;

/**
 * Lets a request pass when its {@code Authorization: Bearer} header has a good API key with the
 * scope. The body is not read before.
 */
final class KeyAuth implements Handler<RoutingContext> {
  private static final String HOLDER = "parley.key_holder";
  private static final String SCHEME = "Bearer ";

  private final KeyHolders holders;
  private final Scope scope;

  KeyAuth(KeyHolders holders, Scope scope) {
    this.holders = holders;
    this.scope = scope;
  }

  /** Who makes the request; only behind this handler. */
  static Holder holder(RoutingContext ctx) {
    return Objects.requireNonNull(ctx.get(HOLDER), "the route is not behind KeyAuth");
  }

  @Override
  public void handle(RoutingContext ctx) {
    ctx.request().pause();
    holders
        .find(key(ctx))
        .compose(this::admit)
        .onSuccess(
            holder -> {
              ctx.put(HOLDER, holder);
              ctx.request().resume();
              ctx.next();
            })
        .onFailure(
            refused -> {
              ctx.request().resume();
              ctx.fail(refused);
            });
  }

  private Future<Holder> admit(Holder holder) {
    return holder.scopes().contains(scope)
        ? Future.succeededFuture(holder)
        : Future.failedFuture(
            new FailureException(
                ErrorCode.FORBIDDEN,
                "This API key lacks the scope " + scope.name().toLowerCase(Locale.ROOT)));
  }

  private static String key(RoutingContext ctx) {
    String header = ctx.request().getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? header.substring(SCHEME.length()).strip()
        : null;
  }
}
