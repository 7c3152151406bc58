package dev.parley.api;

import dev.parley.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.web.Router;

/** Says over HTTP how a process without a gateway is, and nothing else. */
public final class HealthVerticle extends VerticleBase {
  private final String host;
  private final int port;
  private final Readiness readiness;

  /**
   * @param port 0 takes a free one
   */
  public HealthVerticle(String host, int port, Readiness readiness) {
    this.host = host;
    this.port = port;
    this.readiness = readiness;
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    Problems.install(router);
    new HealthRoutes(vertx, new Bus(vertx), readiness, () -> true).mount(router);
    return vertx.createHttpServer().requestHandler(router).listen(port, host);
  }
}
