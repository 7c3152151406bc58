package dev.parley.api;

import dev.parley.bus.Bus;
import dev.parley.bus.Embeddings;
import dev.parley.bus.Searches;
import dev.parley.bus.Searches.Found;
import dev.parley.bus.Searches.Hit;
import dev.parley.bus.Searches.Range;
import dev.parley.bus.Searches.Way;
import dev.parley.dialect.Fields;
import dev.parley.search.SearchText;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/search}: messages by their words and, where that is enabled, their meaning. */
final class SearchRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(SearchRoutes.class);
  private static final int MAX_CURSOR = 40;
  private static final int PAGE = 20;

  private final Bus bus;
  private final BearerAuth auth;
  private final List<Way> ways;

  /**
   * @param semantic whether messages can be found by their meaning
   */
  SearchRoutes(Bus bus, BearerAuth auth, boolean semantic) {
    this.bus = bus;
    this.auth = auth;
    this.ways = semantic ? List.of(Way.BOTH, Way.TEXT, Way.SEMANTIC) : List.of(Way.TEXT);
  }

  void mount(Router router) {
    Endpoint.mount(router, HttpMethod.GET, "/api/v1/search", List.of(auth, this::search));
  }

  private void search(RoutingContext ctx) {
    Fields query = Requests.query(ctx);
    Way way = way(query.optionalText("mode", 10));
    var searched =
        new Searches.Query(
            BearerAuth.identity(ctx).userId(),
            query.text("q", Searches.MAX_TEXT),
            query.optionalId("conversation_id"),
            query.optionalText("cursor", MAX_CURSOR),
            query.integer("limit", 1, Searches.MAX_PAGE, PAGE),
            way,
            null);
    meaning(searched)
        .compose(
            asked ->
                bus.request(Searches.MESSAGES, asked)
                    .onSuccess(found -> Responses.json(ctx, 200, view(asked, found))))
        .onFailure(ctx::fail);
  }

  private Way way(String mode) {
    if (mode == null) {
      return ways.getFirst();
    }
    for (Way way : Way.values()) {
      if (name(way).equals(mode)) {
        if (!ways.contains(way)) {
          throw Fields.invalid("mode", "must be text: semantic search is off on this server");
        }
        return way;
      }
    }
    throw Fields.invalid("mode", "must be text, semantic or both");
  }

  /** The search with its meaning; of both, the words are left when no model can be reached. */
  private Future<Searches.Query> meaning(Searches.Query asked) {
    String text = String.join(" ", SearchText.parse(asked.text()).wanted());
    if (asked.way() == Way.TEXT || text.isEmpty()) {
      return Future.succeededFuture(with(asked, Way.TEXT, null));
    }
    return bus.request(Embeddings.EMBED, new Embeddings.Text(text))
        .map(vector -> with(asked, asked.way(), vector.values()))
        .recover(
            error -> {
              if (asked.way() == Way.SEMANTIC) {
                return Future.failedFuture(error);
              }
              LOG.warn("Searching by words alone: {}", error.getMessage());
              return Future.succeededFuture(asked);
            });
  }

  private static Searches.Query with(Searches.Query asked, Way way, byte[] meaning) {
    return new Searches.Query(
        asked.userId(),
        asked.text(),
        asked.conversationId(),
        asked.cursor(),
        asked.limit(),
        way,
        meaning);
  }

  private static String name(Way way) {
    return way.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param mode how was searched in the end
   * @param modes how one can search on this server, the default first
   */
  private record View(List<HitView> hits, String cursor, String mode, List<String> modes) {}

  /** The type of a message is called as in its frames. */
  private record HitView(
      long messageId,
      long conversationId,
      String title,
      String messageType,
      String senderName,
      Instant createdAt,
      String snippet,
      List<Range> highlights,
      String foundBy) {}

  private View view(Searches.Query asked, Found found) {
    return new View(
        found.hits().stream().map(SearchRoutes::view).toList(),
        found.cursor(),
        name(asked.meaning() == null ? Way.TEXT : asked.way()),
        ways.stream().map(SearchRoutes::name).toList());
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
        hit.highlights(),
        name(hit.way()));
  }
}
