package dev.parley.api;

import dev.parley.auth.AccountService;
import dev.parley.auth.Auth;
import dev.parley.auth.Login;
import dev.parley.bus.Accounts;
import dev.parley.limits.Decision;
import dev.parley.limits.RateLimiter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.function.BiFunction;

/**
 * {@code /api/v1/auth}: coming in and going out.
 *
 * <p>Tokens travel in bodies and in the {@code Authorization} header only, never in cookies, so
 * that no other page can make a browser send them.
 */
final class AuthRoutes {
  private static final String BASE = "/api/v1/auth/";
  private static final long MAX_BODY_BYTES = 64 * 1024;

  private final AccountService accounts;
  private final BearerAuth bearer;
  private final RateLimiter logins;

  AuthRoutes(Auth auth, RateLimiter logins) {
    this.accounts = auth.accounts();
    this.bearer = new BearerAuth(auth.authenticator());
    this.logins = logins;
  }

  void mount(Router router) {
    comeIn(
        router,
        "register",
        201,
        (service, body) ->
            service.register(
                body.required("login"), body.required("password"), body.optional("name")));
    comeIn(
        router,
        "login",
        200,
        (service, body) -> service.login(body.required("login"), body.required("password")));
    comeIn(router, "guest", 201, (service, body) -> service.guest(body.optional("name")));
    comeIn(
        router, "refresh", 200, (service, body) -> service.refresh(body.required("refresh_token")));
    Endpoint.mount(router, HttpMethod.POST, BASE + "logout", List.of(body(), bearer, this::logout));
    Endpoint.mount(router, HttpMethod.GET, BASE + "me", List.of(bearer, this::me));
  }

  /** All ways in are metered by address, each way by itself. */
  private void comeIn(
      Router router,
      String name,
      int status,
      BiFunction<AccountService, JsonBody, Future<Login>> way) {
    Handler<RoutingContext> handler =
        ctx ->
            way.apply(accounts, JsonBody.of(ctx))
                .onSuccess(login -> Responses.json(ctx, status, Granted.of(login)))
                .onFailure(ctx::fail);
    Endpoint.mount(
        router, HttpMethod.POST, BASE + name, List.of(body(), ctx -> meter(name, ctx), handler));
  }

  private void meter(String name, RoutingContext ctx) {
    logins
        .take(name + ":" + ClientAddress.key(ctx))
        .onSuccess(
            decision -> {
              switch (decision) {
                case Decision.Allowed() -> ctx.next();
                case Decision.Refused refused -> ctx.fail(refused.asException());
              }
            })
        .onFailure(ctx::fail);
  }

  private void logout(RoutingContext ctx) {
    accounts
        .logout(BearerAuth.identity(ctx))
        .onSuccess(done -> Responses.noContent(ctx))
        .onFailure(ctx::fail);
  }

  private void me(RoutingContext ctx) {
    accounts
        .me(BearerAuth.identity(ctx))
        .onSuccess(user -> Responses.json(ctx, 200, Person.of(user)))
        .onFailure(ctx::fail);
  }

  private static BodyHandler body() {
    return BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
  }

  /**
   * What a client gets who came in.
   *
   * @param expiresIn seconds
   */
  private record Granted(
      String accessToken, String refreshToken, String tokenType, long expiresIn, Person user) {
    static Granted of(Login login) {
      return new Granted(
          login.accessToken(),
          login.refreshToken(),
          "Bearer",
          login.expiresIn().toSeconds(),
          Person.of(login.user()));
    }
  }

  /**
   * @param login absent for a guest
   */
  private record Person(long id, String login, String name, boolean guest) {
    static Person of(Accounts.User user) {
      return new Person(user.id(), user.login(), user.name(), user.guest());
    }
  }
}
