package dev.parley.store;

import dev.parley.bus.Embeddings;
import dev.parley.bus.Searches;
import dev.parley.bus.Searches.Found;
import dev.parley.bus.Searches.Hit;
import dev.parley.bus.Searches.Way;
import dev.parley.chat.MessageType;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.search.SearchText;
import dev.parley.search.Snippets;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/** Finds messages by their words and their meaning. */
final class SearchRepository {
  /** Searches of one verticle that run at once; one more is refused with UNAVAILABLE. */
  private static final int MAX_RUNNING = 4;

  /**
   * A plan is made for each search, because only the words and the person together tell which index
   * leads to fewer messages: that of the words, or that of the person's conversations.
   */
  static final String PLAN_EACH = "SET LOCAL plan_cache_mode = force_custom_plan";

  private static final String HURRY = "SET LOCAL statement_timeout = '3s'";

  private static final Future<NearestRepository.Found> WITHOUT_MEANING =
      Future.succeededFuture(new NearestRepository.Found(List.of(), 0, null));

  private static final String IS_MEMBER =
      "SELECT 1 FROM members WHERE user_id = $1 AND conversation_id = $2";

  /** The words; the last one is a beginning when $3. A phrase ends with a word, too. */
  private static final String WORDS =
      """
      CASE WHEN $3 AND websearch_to_tsquery('simple', search_text($2))::text LIKE '%''' THEN
        (websearch_to_tsquery('simple', search_text($2))::text || ':*')::tsquery
      ELSE websearch_to_tsquery('simple', search_text($2)) END\
      """;

  /**
   * Person, words, begun, conversation or null, newest message, offset, limit; then messages that
   * mean it, the nearest first, and which of their passages. The place in this order counts as much
   * as the two places that one has among the words.
   */
  static final String FIND =
      """
      WITH matching AS MATERIALIZED (
        SELECT m.id FROM members me JOIN messages m ON m.conversation_id = me.conversation_id
        WHERE me.user_id = $1 AND ($4::bigint IS NULL OR me.conversation_id = $4)
          AND m.search @@ (%1$s) AND m.id <= $5 AND m.status NOT IN ('DELETED', 'GENERATING')),
      newest AS (SELECT id FROM matching ORDER BY id DESC LIMIT %2$d),
      ranked AS (
        SELECT id, ts_rank_cd(search, %1$s, 1) AS rank FROM messages
        WHERE id IN (SELECT id FROM newest)),
      placed AS (
        SELECT id, 1.0 / (60 + row_number() OVER (ORDER BY rank DESC, id DESC))
          + 1.0 / (60 + row_number() OVER (ORDER BY id DESC)) AS score
        FROM ranked),
      near AS (
        SELECT m.id, n.passage, 2.0 / (60 + n.place) AS score
        FROM unnest($8::bigint[], $9::int[]) WITH ORDINALITY AS n (id, passage, place)
          JOIN messages m ON m.id = n.id
          JOIN members me ON me.conversation_id = m.conversation_id AND me.user_id = $1
        WHERE m.status NOT IN ('DELETED', 'GENERATING')),
      merged AS (
        SELECT id, placed.id IS NOT NULL AS by_words, near.passage,
          coalesce(placed.score, 0) + coalesce(near.score, 0) AS score, max(id) OVER () AS newest
        FROM placed FULL JOIN near USING (id)),
      page AS (SELECT * FROM merged ORDER BY score DESC, id DESC OFFSET $6 LIMIT $7)
      SELECT p.newest, p.by_words, p.passage, e.bounds[2 * p.passage + 1] AS passage_start,
        e.bounds[2 * p.passage + 2] AS passage_end, m.id, m.conversation_id, c.title, m.type,
        sender.name AS sender, m.created_at, left(m.content, 50000) AS content
      FROM page p JOIN messages m ON m.id = p.id JOIN conversations c ON c.id = m.conversation_id
        LEFT JOIN users sender ON sender.id = m.sender_id
        LEFT JOIN embeddings e ON e.message_id = m.id AND p.passage IS NOT NULL
      ORDER BY p.score DESC, p.id DESC
      """
          .formatted(WORDS, Searches.MAX_HITS);

  private final Pool pool;
  private final NearestRepository nearest;
  private int running;

  SearchRepository(Pool pool, NearestRepository nearest) {
    this.pool = pool;
    this.nearest = nearest;
  }

  Future<Found> search(Searches.Query request) {
    if (request.text().length() > Searches.MAX_TEXT) {
      throw Refusals.invalid("q is too long");
    }
    SearchCursor cursor = SearchCursor.decode(request.cursor());
    boolean byMeaning = byMeaning(request, cursor);
    SearchText text = SearchText.parse(request.text());
    if (text.wanted().isEmpty()) {
      return Future.succeededFuture(new Found(List.of(), null));
    }
    if (running == MAX_RUNNING) {
      throw new FailureException(ErrorCode.UNAVAILABLE, "Too many are searching, try again");
    }
    running++;
    int limit = Math.clamp(request.limit(), 1, Searches.MAX_PAGE);
    return Sql.transaction(
            pool,
            tx ->
                prepare(tx, request)
                    .compose(may -> byMeaning ? nearest.find(tx, request, cursor) : WITHOUT_MEANING)
                    .compose(
                        near ->
                            find(tx, request, text, cursor, near, limit + 1)
                                .map(rows -> found(rows, text, cursor, near, limit))))
        .recover(error -> Future.failedFuture(tooLong(error)))
        .onComplete(done -> running--);
  }

  /** A search goes on as its first page began, or its pages would not fit together. */
  private static boolean byMeaning(Searches.Query request, SearchCursor cursor) {
    boolean first = cursor.offset() == 0;
    boolean missing = request.way() != Way.TEXT && request.meaning() == null;
    if (missing && (request.way() == Way.SEMANTIC || (!first && cursor.madeAt() != null))) {
      throw new FailureException(
          ErrorCode.UNAVAILABLE, "Messages cannot be found by their meaning at the moment");
    }
    if (request.meaning() != null && request.meaning().length != Embeddings.DIMENSIONS) {
      throw Refusals.invalid("meaning is no vector of this server");
    }
    return request.way() != Way.TEXT && !missing && cursor.madeAt() != null;
  }

  private static Future<?> prepare(Sql tx, Searches.Query request) {
    return mayRead(tx, request).compose(may -> tx.query(PLAN_EACH)).compose(set -> tx.query(HURRY));
  }

  private static Future<RowSet<Row>> find(
      Sql tx,
      Searches.Query request,
      SearchText text,
      SearchCursor cursor,
      NearestRepository.Found near,
      int limit) {
    return tx.query(
        FIND,
        request.userId(),
        request.way() == Way.SEMANTIC ? "" : text.query(),
        text.begun(),
        request.conversationId(),
        cursor.newest(),
        cursor.offset(),
        limit,
        near.ids(),
        near.passages());
  }

  private static Future<?> mayRead(Sql tx, Searches.Query request) {
    if (request.conversationId() == null) {
      return Future.succeededFuture();
    }
    return tx.first(IS_MEMBER, request.userId(), request.conversationId())
        .map(
            member -> {
              if (member == null) {
                throw Refusals.notFound();
              }
              return member;
            });
  }

  private static Throwable tooLong(Throwable error) {
    return error instanceof PgException database && "57014".equals(database.getSqlState())
        ? new FailureException(
            ErrorCode.UNAVAILABLE, "The search took too long; rarer words are found faster")
        : error;
  }

  private static Found found(
      RowSet<Row> rows,
      SearchText text,
      SearchCursor cursor,
      NearestRepository.Found near,
      int limit) {
    Snippets snippets = new Snippets(text);
    List<Hit> hits = new ArrayList<>();
    long newest = near.newest();
    for (Row row : rows) {
      newest = Math.max(newest, row.getLong("newest"));
      if (hits.size() < limit) {
        hits.add(hit(row, snippets));
      }
    }
    int next = cursor.offset() + limit;
    boolean more = rows.size() > limit && next < Searches.MAX_HITS;
    return new Found(hits, more ? new SearchCursor(newest, next, near.madeAt()).encode() : null);
  }

  private static Hit hit(Row row, Snippets snippets) {
    boolean byWords = row.getBoolean("by_words");
    boolean byMeaning = row.getInteger("passage") != null;
    String content = row.getString("content");
    Integer start = row.getInteger("passage_start");
    Snippets.Snippet snippet =
        byWords || start == null
            ? snippets.of(content)
            : snippets.passage(content, start, row.getInteger("passage_end"));
    return new Hit(
        row.getLong("id"),
        row.getLong("conversation_id"),
        row.getString("title"),
        MessageType.valueOf(row.getString("type")),
        row.getString("sender"),
        row.getOffsetDateTime("created_at").toInstant(),
        snippet.text(),
        snippet.ranges(),
        byWords ? byMeaning ? Way.BOTH : Way.TEXT : Way.SEMANTIC);
  }
}
