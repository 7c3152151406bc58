package dev.parley.store;

import dev.parley.bus.Searches;
import dev.parley.bus.Searches.Found;
import dev.parley.bus.Searches.Hit;
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

/** Finds messages by their words. */
final class SearchRepository {
  /** Searches of one verticle that run at once; one more is refused with UNAVAILABLE. */
  private static final int MAX_RUNNING = 4;

  /**
   * A plan is made for each search, because only the words and the person together tell which index
   * leads to fewer messages: that of the words, or that of the person's conversations.
   */
  static final String PLAN_EACH = "SET LOCAL plan_cache_mode = force_custom_plan";

  private static final String HURRY = "SET LOCAL statement_timeout = '3s'";

  private static final String IS_MEMBER =
      "SELECT 1 FROM members WHERE user_id = $1 AND conversation_id = $2";

  /** The words; the last one is a beginning when $3. A phrase ends with a word, too. */
  private static final String WORDS =
      """
      CASE WHEN $3 AND websearch_to_tsquery('simple', search_text($2))::text LIKE '%''' THEN
        (websearch_to_tsquery('simple', search_text($2))::text || ':*')::tsquery
      ELSE websearch_to_tsquery('simple', search_text($2)) END\
      """;

  /** Person, words, begun, conversation or null, newest message, offset, limit. */
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
          + 1.0 / (60 + row_number() OVER (ORDER BY id DESC)) AS score,
          max(id) OVER () AS newest
        FROM ranked),
      page AS (SELECT * FROM placed ORDER BY score DESC, id DESC OFFSET $6 LIMIT $7)
      SELECT p.newest, m.id, m.conversation_id, c.title, m.type, sender.name AS sender,
        m.created_at, left(m.content, 50000) AS content
      FROM page p JOIN messages m ON m.id = p.id JOIN conversations c ON c.id = m.conversation_id
        LEFT JOIN users sender ON sender.id = m.sender_id
      ORDER BY p.score DESC, p.id DESC
      """
          .formatted(WORDS, Searches.MAX_HITS);

  private final Pool pool;
  private int running;

  SearchRepository(Pool pool) {
    this.pool = pool;
  }

  Future<Found> search(Searches.Query request) {
    if (request.text().length() > Searches.MAX_TEXT) {
      throw Refusals.invalid("q is too long");
    }
    SearchCursor cursor = SearchCursor.decode(request.cursor());
    SearchText text = SearchText.parse(request.text());
    if (text.wanted().isEmpty()) {
      return Future.succeededFuture(new Found(List.of(), null));
    }
    if (running == MAX_RUNNING) {
      throw new FailureException(ErrorCode.UNAVAILABLE, "Too many are searching, try again");
    }
    running++;
    int limit = Math.clamp(request.limit(), 1, Searches.MAX_PAGE);
    return Sql.transaction(pool, tx -> search(tx, request, text, cursor, limit))
        .map(rows -> found(rows, text, cursor, limit))
        .recover(error -> Future.failedFuture(tooLong(error)))
        .onComplete(done -> running--);
  }

  private static Future<RowSet<Row>> search(
      Sql tx, Searches.Query request, SearchText text, SearchCursor cursor, int limit) {
    return mayRead(tx, request)
        .compose(may -> tx.query(PLAN_EACH))
        .compose(set -> tx.query(HURRY))
        .compose(
            set ->
                tx.query(
                    FIND,
                    request.userId(),
                    text.query(),
                    text.begun(),
                    request.conversationId(),
                    cursor.newest(),
                    cursor.offset(),
                    limit + 1));
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

  private static Found found(RowSet<Row> rows, SearchText text, SearchCursor cursor, int limit) {
    Snippets snippets = new Snippets(text);
    List<Hit> hits = new ArrayList<>();
    long newest = 0;
    for (Row row : rows) {
      newest = row.getLong("newest");
      if (hits.size() < limit) {
        hits.add(hit(row, snippets.of(row.getString("content"))));
      }
    }
    boolean more = rows.size() > limit;
    return new Found(
        hits, more ? new SearchCursor(newest, cursor.offset() + limit).encode() : null);
  }

  private static Hit hit(Row row, Snippets.Snippet snippet) {
    return new Hit(
        row.getLong("id"),
        row.getLong("conversation_id"),
        row.getString("title"),
        MessageType.valueOf(row.getString("type")),
        row.getString("sender"),
        row.getOffsetDateTime("created_at").toInstant(),
        snippet.text(),
        snippet.ranges());
  }
}
