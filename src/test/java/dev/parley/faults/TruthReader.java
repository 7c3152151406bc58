package dev.parley.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Reads behind the scenes what the database has of some conversations. */
final class TruthReader {
  private static final String FEEDS = "SELECT id, seq FROM conversations WHERE id = ANY(?)";

  private static final String MESSAGES =
      """
      SELECT client_message_id, count(*) FROM messages
      WHERE conversation_id = ANY(?) AND client_message_id IS NOT NULL GROUP BY 1
      """;

  private static final String ANSWERS =
      """
      SELECT g.id, g.conversation_id, coalesce(q.client_message_id, ''), g.state, a.content
      FROM generations g JOIN messages a ON a.id = g.message_id JOIN messages q ON q.id = g.parent_id
      WHERE g.conversation_id = ANY(?)
      """;

  private static final String OWNERS =
      "SELECT owner FROM generations WHERE state = 'RUNNING' AND conversation_id = ANY(?)";

  private static final String OPEN =
      """
      SELECT g.id FROM generations g
      WHERE g.conversation_id = ANY(?) AND g.state IN ('QUEUED', 'RUNNING')
      """;

  private static final String LATE_CHUNKS =
      """
      SELECT count(*) FROM generation_chunks c JOIN generations g ON g.id = c.generation_id
      WHERE g.conversation_id = ANY(?) AND g.ended_at IS NOT NULL AND c.seq > g.last_seq
      """;

  private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Opens a connection to the database. */
  interface Source {
    Connection connect() throws SQLException;
  }

  private interface Reading {
    void row(ResultSet row) throws SQLException;
  }

  private final Source source;

  TruthReader(Source source) {
    this.source = source;
  }

  /** Waits until no answer of the conversations is open any more, and reads everything. */
  Truth whenQuiet(List<Long> conversations, NumberedProvider provider, long seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!open(conversations).isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NS);
    }
    return read(conversations, provider.sent());
  }

  private List<Long> open(List<Long> conversations) {
    Map<Long, Long> open = new HashMap<>();
    query(OPEN, conversations, row -> open.put(row.getLong(1), 1L));
    return List.copyOf(open.keySet());
  }

  /** Names of the nodes that hold running answers. */
  List<String> owners(List<Long> conversations) {
    Map<String, Long> owners = new HashMap<>();
    query(
        OWNERS,
        conversations,
        row -> {
          if (row.getString(1) != null) {
            owners.put(row.getString(1), 1L);
          }
        });
    return owners.keySet().stream().sorted().toList();
  }

  long lateChunks(List<Long> conversations) {
    AtomicLong count = new AtomicLong();
    query(LATE_CHUNKS, conversations, row -> count.set(row.getLong(1)));
    return count.get();
  }

  private Truth read(List<Long> conversations, Map<String, Integer> sent) {
    Map<Long, Long> feeds = new HashMap<>();
    Map<String, Integer> messages = new HashMap<>();
    Map<Long, Truth.Answer> answers = new HashMap<>();
    query(FEEDS, conversations, row -> feeds.put(row.getLong(1), row.getLong(2)));
    query(MESSAGES, conversations, row -> messages.put(row.getString(1), row.getInt(2)));
    query(
        ANSWERS,
        conversations,
        row ->
            answers.put(
                row.getLong(1),
                new Truth.Answer(
                    row.getLong(2), row.getString(3), row.getString(4), row.getString(5))));
    return new Truth(feeds, answers, messages, sent);
  }

  private void query(String sql, List<Long> conversations, Reading reading) {
    try (Connection connection = source.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      Object[] ids = conversations.toArray();
      statement.setArray(1, connection.createArrayOf("bigint", Arrays.copyOf(ids, ids.length)));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reading.row(rows);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
