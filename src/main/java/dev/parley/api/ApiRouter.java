package dev.parley.api;

import dev.parley.auth.Auth;
import dev.parley.bus.Bus;
import dev.parley.config.HttpConfig;
import dev.parley.limits.RateLimiter;
import io.vertx.core.Vertx;
import io.vertx.ext.web.AllowForwardHeaders;
import io.vertx.ext.web.Router;

/** The HTTP side of a gateway. */
public final class ApiRouter {
  private ApiRouter() {}

  /**
   * The root router of a gateway: security headers, CORS, problem details, health, accounts,
   * administration, models, figures and the description of the frames. The gateway adds its own
   * routes behind these; what nobody handles is answered with a problem.
   *
   * @param logins meters the ways in, by address; shared by all gateways of the process
   * @param readiness of the process
   */
  public static Router create(
      Vertx vertx, Bus bus, HttpConfig config, Auth auth, RateLimiter logins, Readiness readiness) {
    Router router = Router.router(vertx);
    if (config.behindProxy()) {
      router.allowForward(AllowForwardHeaders.X_FORWARD);
    }
    Problems.install(router);
    router.route().handler(new SecurityHeaders());
    router.route().handler(new Cors(config.allowedOrigins()));
    router.route().handler(new LegibleAddress());
    new DescriptionRoutes().mount(router);
    new HealthRoutes(vertx, bus, readiness, auth.authenticator()::isReady).mount(router);
    new AuthRoutes(auth, logins).mount(router);
    new ServerRoutes(bus, new BearerAuth(auth.authenticator())).mount(router);
    new AdminRoutes(bus, auth).mount(router);
    new UsageRoutes(bus, auth).mount(router);
    new AsyncApiRoutes().mount(router);
    return router;
  }
}
