package dev.parley.api;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * Refuses a path or a query in which a percent sign begins no escape. Whoever reads it later would
 * fail: the router itself too, before it can answer with a problem.
 */
final class LegibleAddress implements Handler<RoutingContext> {
  @Override
  public void handle(RoutingContext ctx) {
    if (isLegible(ctx)) {
      ctx.next();
    } else {
      ctx.fail(
          new FailureException(
              ErrorCode.INVALID_FIELD, "The address has a percent sign that begins no escape"));
    }
  }

  private static boolean isLegible(RoutingContext ctx) {
    try {
      return ctx.normalizedPath() != null && ctx.request().params() != null;
    } catch (IllegalArgumentException notEscaped) {
      return false;
    }
  }
}
