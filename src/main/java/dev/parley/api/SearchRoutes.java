package dev.parley.api;

import dev.parley.bus.Bus;
import dev.parley.bus.Searches;
import dev.parley.bus.Searches.Found;
import dev.parley.bus.Searches.Hit;
import dev.parley.bus.Searches.Range;
import dev.parley.dialect.Fields;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** {@code /api/v1/search}: messages by their words. */
final class SearchRoutes {
  private static final int MAX_CURSOR = 40;
  private static final int PAGE = 20;

  private final Bus bus;
  private final BearerAuth auth;

  SearchRoutes(Bus bus, BearerAuth auth) {
    this.bus = bus;
    this.auth = auth;
  }

  void mount(Router router) {
    Endpoint.mount(router, HttpMethod.GET, "/api/v1/search", List.of(auth, this::search));
  }

  private void search(RoutingContext ctx) {
    Fields query = Requests.query(ctx);
    var searched =
        new Searches.Query(
            BearerAuth.identity(ctx).userId(),
            query.text("q", Searches.MAX_TEXT),
            query.optionalId("conversation_id"),
            query.optionalText("cursor", MAX_CURSOR),
            query.integer("limit", 1, Searches.MAX_PAGE, PAGE));
    bus.request(Searches.MESSAGES, searched)
        .onSuccess(found -> Responses.json(ctx, 200, view(found)))
        .onFailure(ctx::fail);
  }

  private record View(List<HitView> hits, String cursor) {}

  /** The type of a message is called as in its frames. */
  private record HitView(
      long messageId,
      long conversationId,
      String title,
      String messageType,
      String senderName,
      Instant createdAt,
      String snippet,
      List<Range> highlights) {}

  private static View view(Found found) {
    return new View(found.hits().stream().map(SearchRoutes::view).toList(), found.cursor());
  }

  private static HitView view(Hit hit) {
    return new HitView(
        hit.messageId(),
        hit.conversationId(),
        hit.title(),
        hit.type().name().toLowerCase(Locale.ROOT),
        hit.senderName(),
        hit.createdAt(),
        hit.snippet(),
        hit.highlights());
  }
}
