package dev.parley.api;

import dev.parley.auth.Auth;
import dev.parley.bus.Bus;
import dev.parley.bus.Usages;
import dev.parley.bus.Usages.By;
import dev.parley.dialect.Fields;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/** What models were used for, and how the quotas stand. */
final class UsageRoutes {
  private static final int MAX_CURSOR = 500;
  private static final int MAX_DATE = 10;

  private final Bus bus;
  private final Auth auth;

  UsageRoutes(Bus bus, Auth auth) {
    this.bus = bus;
    this.auth = auth;
  }

  void mount(Router router) {
    BearerAuth bearer = new BearerAuth(auth.authenticator());
    Endpoint.mount(router, HttpMethod.GET, "/api/v1/usage", List.of(bearer, this::own));
    Endpoint.mount(router, HttpMethod.GET, "/api/v1/admin/usage", List.of(bearer, this::all));
  }

  private void own(RoutingContext ctx) {
    Fields query = Requests.query(ctx);
    long me = BearerAuth.identity(ctx).userId();
    answer(
        ctx,
        bus.request(Usages.OWN, new Usages.ReadOwn(me, date(query, "from"), date(query, "to"))));
  }

  private void all(RoutingContext ctx) {
    answer(ctx, auth.administrators().usage(BearerAuth.identity(ctx), page(Requests.query(ctx))));
  }

  private static Usages.ReadAll page(Fields query) {
    By by = by(query);
    return new Usages.ReadAll(
        date(query, "from"),
        date(query, "to"),
        by,
        query.optionalId("user_id"),
        cursor(query, by),
        query.integer("limit", 1, 200, 50));
  }

  private static By by(Fields query) {
    String by = query.optionalText("by", MAX_DATE);
    return switch (by == null ? "user" : by) {
      case "user" -> By.USER;
      case "model" -> By.MODEL;
      case "day" -> By.DAY;
      default -> throw Fields.invalid("by", "must be user, model or day");
    };
  }

  private static String cursor(Fields query, By by) {
    return switch (by) {
      case USER -> {
        Long id = query.optionalId("cursor");
        yield id == null ? null : id.toString();
      }
      case MODEL -> query.optionalText("cursor", MAX_CURSOR);
      case DAY -> {
        LocalDate day = date(query, "cursor");
        yield day == null ? null : day.toString();
      }
    };
  }

  private static LocalDate date(Fields query, String name) {
    String text = query.optionalText(name, MAX_DATE);
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException notOne) {
      throw Fields.invalid(name, "must be a day such as 2026-01-31");
    }
  }

  private static <T> void answer(RoutingContext ctx, Future<T> answer) {
    answer.onSuccess(found -> Responses.json(ctx, 200, found)).onFailure(ctx::fail);
  }
}
