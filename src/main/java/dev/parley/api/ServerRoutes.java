package dev.parley.api;

import dev.parley.bus.Ai;
import dev.parley.bus.Bus;
import dev.parley.bus.Json;
import dev.parley.bus.Metrics;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.util.List;

/** What the server offers and how it does, for everybody who is signed in: models and figures. */
final class ServerRoutes {
  private final Bus bus;
  private final BearerAuth auth;

  ServerRoutes(Bus bus, BearerAuth auth) {
    this.bus = bus;
    this.auth = auth;
  }

  void mount(Router router) {
    Endpoint.mount(
        router,
        HttpMethod.GET,
        "/api/v1/models",
        List.of(
            auth,
            ctx ->
                bus.request(Ai.MODELS, new Ai.ListModels())
                    .onSuccess(models -> Responses.json(ctx, 200, models))
                    .onFailure(ctx::fail)));
    Endpoint.mount(
        router,
        HttpMethod.GET,
        "/api/v1/stats",
        List.of(
            auth,
            ctx ->
                bus.request(Metrics.STATS, new Metrics.ReadStats())
                    .compose(stats -> Ratings.with(bus, Json.MAPPER.valueToTree(stats)))
                    .onSuccess(stats -> Responses.json(ctx, 200, stats))
                    .onFailure(ctx::fail)));
  }
}
