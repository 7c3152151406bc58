package dev.parley.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** Mounts a path with the methods it knows; any other is refused with 405 and {@code Allow}. */
public final class Endpoint {
  private final Router router;
  private final String path;
  private final List<String> methods = new ArrayList<>();

  private Endpoint(Router router, String path) {
    this.router = router;
    this.path = path;
  }

  /** A path that knows one method. */
  public static void mount(
      Router router, HttpMethod method, String path, List<Handler<RoutingContext>> handlers) {
    at(router, path).on(method, handlers).only();
  }

  /** A path that knows several: say each with {@link #on}, then {@link #only}. */
  public static Endpoint at(Router router, String path) {
    return new Endpoint(router, path);
  }

  public Endpoint on(HttpMethod method, List<Handler<RoutingContext>> handlers) {
    Route route = router.route(method, path);
    handlers.forEach(route::handler);
    methods.add(method.name());
    return this;
  }

  public void only() {
    router
        .route(path)
        .handler(
            ctx -> {
              ctx.response().putHeader(HttpHeaders.ALLOW, String.join(", ", methods));
              ctx.fail(405);
            });
  }
}
