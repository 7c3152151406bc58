package dev.parley.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.bus.Conversations;
import dev.parley.bus.Json;
import dev.parley.chat.Change;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.Generation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Replays the feed of a conversation, just as it was published. */
final class FeedRepository {
  /** One row without an event when there is nothing to replay, none for those who may not read. */
  private static final String READ =
      "SELECT c.seq AS newest, known.running, known.newest_message, e.seq AS e_seq, e.kind,"
          + " e.payload::text AS payload, "
          + MessageRows.COLUMNS
          + ", "
          + GenerationRows.COLUMNS
          + """
          FROM conversations c
          CROSS JOIN LATERAL (SELECT
            ARRAY(SELECT r.id FROM generations r WHERE r.conversation_id = c.id
              AND r.state IN ('QUEUED', 'RUNNING')) AS running,
            (SELECT coalesce(max(n.id), 0) FROM messages n WHERE n.conversation_id = c.id)
              AS newest_message) known
          LEFT JOIN conversation_events e ON e.conversation_id = c.id AND e.seq > $3
            AND c.seq - $3 BETWEEN 1 AND $4
          LEFT JOIN messages m ON m.id = e.message_id
          """
          + MessageRows.JOINS
          + """
          WHERE c.id = $2 AND ($1::bigint IS NULL
            OR EXISTS (SELECT FROM members p WHERE p.conversation_id = c.id AND p.user_id = $1))
          ORDER BY e.seq
          """;

  private static final String HEADS =
      "SELECT id, seq FROM conversations WHERE id = ANY($1::bigint[])";

  private final Sql sql;

  FeedRepository(Pool pool) {
    this.sql = new Sql(pool);
  }

  Future<Conversations.Heads> heads(Conversations.ReadHeads request) {
    Long[] ids =
        request.conversationIds().stream().limit(Conversations.MAX_HEADS).toArray(Long[]::new);
    return sql.query(HEADS, (Object) ids)
        .map(
            rows -> {
              Map<Long, Long> seqs = new HashMap<>();
              rows.forEach(row -> seqs.put(row.getLong("id"), row.getLong("seq")));
              return new Conversations.Heads(seqs);
            });
  }

  Future<Conversations.Feed> read(Conversations.ReadFeed request) {
    return sql.query(
            READ,
            request.userId(),
            request.conversationId(),
            request.afterSeq(),
            (long) Conversations.MAX_FEED)
        .map(rows -> feed(request, rows));
  }

  private static Conversations.Feed feed(Conversations.ReadFeed request, RowSet<Row> rows) {
    Row first = Sql.first(rows);
    if (first == null) {
      throw Refusals.notFound();
    }
    List<FeedEvent> events = new ArrayList<>();
    for (Row row : rows) {
      if (row.getLong("e_seq") != null) {
        events.add(new FeedEvent(request.conversationId(), row.getLong("e_seq"), change(row)));
      }
    }
    long newest = first.getLong("newest");
    return new Conversations.Feed(
        events,
        newest,
        request.afterSeq() >= 0 && newest - request.afterSeq() == events.size(),
        List.of(first.getArrayOfLongs("running")),
        first.getLong("newest_message"));
  }

  /**
   * A person's message never changes, and an answer and its generation change once more, at their
   * end: so what was published when they began can be told from what they are now. What was deleted
   * since is told as deleted, without its text.
   */
  private static Change change(Row row) {
    return switch (row.getString("kind")) {
      case "MessageAdded" -> new Change.MessageAdded(MessageRows.read(row));
      case "MessageUpdated" -> new Change.MessageUpdated(MessageRows.read(row));
      case "GenerationStarted" -> {
        Generation now = GenerationRows.read(row);
        yield new Change.GenerationStarted(
            GenerationRows.queued(
                now.id(), now.conversationId(), now.messageId(), now.parentId(), now.model()));
      }
      case "GenerationFinished" ->
          new Change.GenerationFinished(GenerationRows.read(row), MessageRows.read(row));
      default -> stored(row.getString("payload"));
    };
  }

  private static Change stored(String payload) {
    try {
      return Json.MAPPER.readValue(payload, Change.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
