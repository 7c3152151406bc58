package dev.parley.api;

import dev.parley.auth.KeyHolders;
import dev.parley.bus.ApiKeys;
import dev.parley.bus.ApiKeys.ApiKey;
import dev.parley.bus.ApiKeys.Scope;
import dev.parley.bus.Bus;
import dev.parley.dialect.Fields;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys with which one's programs come in. A key is shown once, when it is made. */
public final class ApiKeyRoutes {
  private static final String BASE = "/api/v1/api-keys";
  private static final int MAX_NAME = 64;

  private final Bus bus;
  private final BearerAuth auth;
  private final KeyHolders holders;

  public ApiKeyRoutes(Bus bus, BearerAuth auth, KeyHolders holders) {
    this.bus = bus;
    this.auth = auth;
    this.holders = holders;
  }

  public void mount(Router router) {
    Endpoint.at(router, BASE)
        .on(HttpMethod.GET, List.of(auth, this::list))
        .on(HttpMethod.POST, List.of(Requests.body(), auth, this::create))
        .only();
    Endpoint.mount(router, HttpMethod.DELETE, BASE + "/:id", List.of(auth, this::revoke));
  }

  private void list(RoutingContext ctx) {
    bus.request(ApiKeys.LIST, new ApiKeys.ListKeys(me(ctx)))
        .onSuccess(
            found ->
                Responses.json(
                    ctx, 200, new Page(found.keys().stream().map(k -> View.of(k, null)).toList())))
        .onFailure(ctx::fail);
  }

  private void create(RoutingContext ctx) {
    Fields fields = JsonBody.fields(ctx);
    String name = fields.text("name", MAX_NAME).strip();
    if (name.isEmpty()) {
      throw Fields.invalid("name", "must not be empty");
    }
    KeyHolders.NewKey made = KeyHolders.create();
    var create =
        new ApiKeys.Create(me(ctx), name, made.start(), made.hash(), scopes(JsonBody.of(ctx)));
    bus.request(ApiKeys.CREATE, create)
        .onSuccess(key -> Responses.json(ctx, 201, View.of(key, made.key())))
        .onFailure(ctx::fail);
  }

  private static List<Scope> scopes(JsonBody body) {
    return Optional.ofNullable(body.object().get("scopes"))
        .filter(scopes -> !scopes.isNull())
        .map(
            scopes -> {
              if (!scopes.isArray() || scopes.isEmpty()) {
                throw unknownScope();
              }
              return scopes.valueStream().map(s -> scope(s.asText())).distinct().toList();
            })
        .orElse(List.of(Scope.values()));
  }

  private static Scope scope(String name) {
    return switch (name) {
      case "chat" -> Scope.CHAT;
      case "models" -> Scope.MODELS;
      default -> throw unknownScope();
    };
  }

  private static RuntimeException unknownScope() {
    return Fields.invalid("scopes", "must be a list of chat and models");
  }

  private void revoke(RoutingContext ctx) {
    long id = Requests.id(ctx, "id");
    bus.request(ApiKeys.REVOKE, new ApiKeys.Revoke(me(ctx), id))
        .onSuccess(
            done -> {
              holders.revoked(id);
              Responses.noContent(ctx);
            })
        .onFailure(ctx::fail);
  }

  private static long me(RoutingContext ctx) {
    return BearerAuth.identity(ctx).userId();
  }

  private record Page(List<View> keys) {}

  /**
   * @param key the whole key, only in the answer that made it
   */
  private record View(
      long id,
      String name,
      String start,
      List<String> scopes,
      Instant createdAt,
      Instant lastUsedAt,
      Instant revokedAt,
      String key) {
    static View of(ApiKey key, String whole) {
      return new View(
          key.id(),
          key.name(),
          key.start(),
          key.scopes().stream().map(scope -> scope.name().toLowerCase(Locale.ROOT)).toList(),
          key.createdAt(),
          key.lastUsedAt(),
          key.revokedAt(),
          whole);
    }
  }
}
