package dev.parley.architecture.bad.gateway;

import dev.parley.architecture.bad.hub.Prints;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** The other half of the cycle. */
public final class Verticle extends VerticleBase {
  @Override
  public Future<?> start() {
    Prints.print(this);
    return Future.succeededFuture();
  }
}
