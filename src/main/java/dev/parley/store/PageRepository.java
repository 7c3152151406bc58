package dev.parley.store;

import dev.parley.bus.Conversations;
import dev.parley.chat.Message;
import dev.parley.chat.Rating;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/** Reading messages, page by page. */
final class PageRepository {
  private static final int MAX_PAGE = 200;

  /**
   * One row with nothing but nulls for a member of an empty conversation, none for others.
   *
   * <p>The page is taken in the order of the index of both columns, and what belongs to another
   * conversation is left out after that. Asked for one conversation, the planner may take the
   * primary key instead, and walk over all that was written elsewhere since.
   */
  static final String PAGE =
      "SELECT "
          + MessageRows.COLUMNS
          + ", f.rating FROM members me "
          + """
          LEFT JOIN LATERAL (
            SELECT * FROM messages p
            WHERE (p.conversation_id, p.id)
              < (me.conversation_id, coalesce($3, 9223372036854775807))
              AND %s
            ORDER BY p.conversation_id DESC, p.id DESC LIMIT $4) m
          ON m.conversation_id = me.conversation_id
          """
              .formatted(MessageRows.HAS_PLACE)
          + MessageRows.JOINS
          + """
          LEFT JOIN feedback f ON f.message_id = m.id AND f.user_id = me.user_id
          WHERE me.user_id = $1 AND me.conversation_id = $2 ORDER BY m.id DESC
          """;

  /** As {@link #PAGE}, the other way round. */
  private static final String ON =
      "SELECT "
          + MessageRows.COLUMNS
          + ", f.rating FROM members me LEFT JOIN LATERAL ("
          + """
            SELECT * FROM messages p
            WHERE p.conversation_id = me.conversation_id AND p.id > $3
              AND %s
            ORDER BY p.id LIMIT $4) m ON true
          """
              .formatted(MessageRows.HAS_PLACE)
          + MessageRows.JOINS
          + " LEFT JOIN feedback f ON f.message_id = m.id AND f.user_id = me.user_id"
          + " WHERE me.user_id = $1 AND me.conversation_id = $2 ORDER BY m.id";

  private final Sql sql;

  PageRepository(Pool pool) {
    this.sql = new Sql(pool);
  }

  Future<Result.Messages> messages(Conversations.LoadMessages request) {
    int limit = Math.clamp(request.limit(), 1, MAX_PAGE);
    return sql.query(PAGE, request.userId(), request.conversationId(), request.before(), limit + 1)
        .map(rows -> page(request.conversationId(), rows, limit))
        .map(
            page ->
                new Result.Messages(
                    page.conversationId(), page.messages().reversed(), page.hasMore()));
  }

  Future<Result.Messages> readOn(Conversations.ReadOn request) {
    int limit = Math.clamp(request.limit(), 1, MAX_PAGE);
    return sql.query(ON, request.userId(), request.conversationId(), request.after(), limit + 1)
        .map(rows -> page(request.conversationId(), rows, limit));
  }

  private static Result.Messages page(long conversationId, RowSet<Row> rows, int limit) {
    if (rows.size() == 0) {
      throw Refusals.notFound();
    }
    List<Message> messages = new ArrayList<>();
    for (Row row : rows) {
      if (row.getLong("m_id") != null && messages.size() < limit) {
        String rating = row.getString("rating");
        messages.add(MessageRows.read(row, rating == null ? null : Rating.valueOf(rating)));
      }
    }
    return new Result.Messages(conversationId, messages, rows.size() > limit);
  }
}
