package dev.parley.api.openai;

import dev.parley.api.Responses;
import dev.parley.bus.Asking.End;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** An answer in one piece. Its length is bounded by the ai role. */
final class WholeAnswer implements Hearer {
  private final RoutingContext ctx;
  private final Shapes.Head head;
  private final StringBuilder text = new StringBuilder();

  WholeAnswer(RoutingContext ctx, Shapes.Head head) {
    this.ctx = ctx;
    this.head = head;
  }

  @Override
  public Future<Void> text(String more) {
    text.append(more);
    return Future.succeededFuture();
  }

  @Override
  public void alive(Integer place) {}

  @Override
  public void ended(End end) {
    if (end.failure() != null) {
      Errors.send(ctx, ApiError.of(end.failure()));
    } else if (!ctx.response().closed()) {
      Responses.json(ctx, 200, head.whole(text.toString(), end));
    }
  }
}
