package dev.parley.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Mounts a path that knows one method; any other is refused with 405 and {@code Allow}. */
final class Endpoint {
  private Endpoint() {}

  static void mount(
      Router router, HttpMethod method, String path, List<Handler<RoutingContext>> handlers) {
    Route route = router.route(method, path);
    handlers.forEach(route::handler);
    router
        .route(path)
        .handler(
            ctx -> {
              ctx.response().putHeader(HttpHeaders.ALLOW, method.name());
              ctx.fail(405);
            });
  }
}
