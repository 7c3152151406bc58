package dev.parley.api;

import dev.parley.bus.Accounts;
import dev.parley.bus.Bus;
import dev.parley.cluster.Members;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: it may be sent work; 503 while
 * it starts or drains, the store does not answer within two seconds, or tokens cannot be checked.
 * How many nodes it sees in its cluster is told beside that, for people: a smaller number is no
 * reason to send nobody here.
 */
final class HealthRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);
  private static final long TIMEOUT_MS = 2_000;

  /** No account has this id, so that the store has to look and answers nothing. */
  private static final Accounts.Find NOBODY = new Accounts.Find(0);

  private final Bus bus;
  private final Readiness readiness;
  private final BooleanSupplier knowsTokens;
  private final Members members;
  private Future<Boolean> asking = Future.succeededFuture(false);

  /**
   * @param knowsTokens whether it is known which logins ended
   */
  HealthRoutes(Vertx vertx, Bus bus, Readiness readiness, BooleanSupplier knowsTokens) {
    this.members = Members.of(vertx);
    this.bus = bus;
    this.readiness = readiness;
    this.knowsTokens = knowsTokens;
  }

  void mount(Router router) {
    Endpoint.mount(router, HttpMethod.GET, "/health/live", List.of(HealthRoutes::live));
    Endpoint.mount(router, HttpMethod.GET, "/health/ready", List.of(this::ready));
  }

  private static void live(RoutingContext ctx) {
    Responses.json(ctx, 200, Map.of("status", "up"));
  }

  private void ready(RoutingContext ctx) {
    storeAnswers().onSuccess(store -> say(ctx, store)).onFailure(ctx::fail);
  }

  private void say(RoutingContext ctx, boolean store) {
    Readiness.State state = readiness.state();
    boolean auth = knowsTokens.getAsBoolean();
    boolean up = store && auth && state == Readiness.State.READY;
    Map<String, String> checks = new LinkedHashMap<>();
    checks.put("store", word(store));
    checks.put("auth", word(auth));
    checks.put("process", state.name().toLowerCase(Locale.ROOT));
    Responses.json(
        ctx,
        up ? 200 : 503,
        Map.of("status", word(up), "nodes", members.all().size(), "checks", checks));
  }

  private static String word(boolean up) {
    return up ? "up" : "down";
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
