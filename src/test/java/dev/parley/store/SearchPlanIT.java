package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A search takes the shorter way: by the words, or by the conversations of the person. */
final class SearchPlanIT {
  private static TestDatabase database;
  private static Connection connection;

  @BeforeAll
  static void write() throws SQLException {
    database = TestDatabase.create();
    connection = database.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO users (name, guest) VALUES ('Ann', true), ('Ben', true)");
      statement.execute("INSERT INTO conversations (title) VALUES ('large'), ('small')");
      statement.execute(
          "INSERT INTO members (conversation_id, user_id, role) VALUES (1, 1, 'OWNER'),"
              + " (2, 2, 'OWNER')");
      statement.execute(
          "INSERT INTO messages (conversation_id, type, sender_id, content, status, created_at)"
              + " SELECT 1 + (n % 1000 = 0)::int, 'USER', 1, 'common words and number' || n,"
              + " 'COMPLETED', now() FROM generate_series(1, 20000) n");
      statement.execute("ANALYZE");
      statement.execute("SET enable_seqscan = off");
      statement.execute("SET plan_cache_mode = force_custom_plan");
      statement.execute(
          "PREPARE search (bigint, text, boolean, bigint, bigint, bigint, bigint, bigint[],"
              + " int[]) AS "
              + SearchRepository.FIND);
    }
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    database.close();
  }

  @Test
  void rareWordsLeadToTheirMessages() throws SQLException {
    String plan = plan(1, "number777");

    assertThat(plan).contains("Bitmap Index Scan on messages_search");
    assertThat(plan).doesNotContain("Seq Scan on messages", "messages_page");
  }

  @Test
  void aCommonWordDoesNotLeadThroughTheMessagesOfOthers() throws SQLException {
    String plan = plan(2, "common");

    assertThat(plan).contains("messages_page").doesNotContain("Seq Scan on messages");
    assertThat(plan).doesNotContain("rows=20000", "rows=19980");
  }

  private static String plan(int user, String word) throws SQLException {
    List<String> plan = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) EXECUTE search("
                    + user
                    + ", '\""
                    + word
                    + "\"', false, NULL, 9223372036854775807, 0, 21, '{}', '{}')")) {
      while (rows.next()) {
        plan.add(rows.getString(1));
      }
    }
    return String.join("\n", plan);
  }
}
