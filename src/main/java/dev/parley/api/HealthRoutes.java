package dev.parley.api;

import dev.parley.bus.Accounts;
import dev.parley.bus.Bus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: the store answers too, within
 * two seconds; 503 otherwise.
 */
final class HealthRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);
  private static final long TIMEOUT_MS = 2_000;

  /** No account has this id, so that the store has to look and answers nothing. */
  private static final Accounts.Find NOBODY = new Accounts.Find(0);

  private final Bus bus;
  private Future<Boolean> asking = Future.succeededFuture(false);

  HealthRoutes(Bus bus) {
    this.bus = bus;
  }

  void mount(Router router) {
    Endpoint.mount(router, HttpMethod.GET, "/health/live", List.of(HealthRoutes::live));
    Endpoint.mount(router, HttpMethod.GET, "/health/ready", List.of(this::ready));
  }

  private static void live(RoutingContext ctx) {
    Responses.json(ctx, 200, Map.of("status", "up"));
  }

  private void ready(RoutingContext ctx) {
    storeAnswers()
        .onSuccess(
            up -> {
              String status = up ? "up" : "down";
              Responses.json(
                  ctx, up ? 200 : 503, Map.of("status", status, "checks", Map.of("store", status)));
            })
        .onFailure(ctx::fail);
  }

  /** However many ask, the store is asked once at a time. */
  private Future<Boolean> storeAnswers() {
    if (asking.isComplete()) {
      asking =
          bus.request(Accounts.FIND, NOBODY)
              .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS)
              .map(nobody -> true)
              .otherwise(
                  error -> {
                    LOG.warn("Not ready, the store does not answer: {}", error.getMessage());
                    return false;
                  });
    }
    return asking;
  }
}
