package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A page costs the same, whatever else was written. */
final class PagePlanIT {
  private static final int PAGE = 50;

  @Test
  void aPageReadsItsOwnRowsOnly() throws SQLException {
    try (TestDatabase database = TestDatabase.create();
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO users (name, guest) VALUES ('Ann', true)");
      statement.execute("INSERT INTO conversations (title) VALUES ('small'), ('large')");
      statement.execute(
          "INSERT INTO members (conversation_id, user_id, role) VALUES (1, 1, 'OWNER'),"
              + " (2, 1, 'OWNER')");
      write(statement, 1, 100);
      write(statement, 2, 20_000);
      statement.execute("ANALYZE");
      statement.execute("SET plan_cache_mode = force_generic_plan");
      statement.execute("PREPARE page (bigint, bigint, bigint, bigint) AS " + PageRepository.PAGE);

      for (String page : List.of("1, 1, NULL", "1, 2, NULL", "1, 2, 5000", "1, 1, 10")) {
        assertThat(rowsOfMessages(statement, page)).as(page).isBetween(9L, PAGE + 1L);
      }
    }
  }

  private static void write(Statement statement, int conversation, int messages)
      throws SQLException {
    statement.execute(
        "INSERT INTO messages (conversation_id, type, sender_id, content, status, created_at)"
            + " SELECT "
            + conversation
            + ", 'USER', 1, 'text', 'COMPLETED', now() FROM generate_series(1, "
            + messages
            + ")");
  }

  /** All rows of the table that were looked at, whether they were taken or not. */
  private static long rowsOfMessages(Statement statement, String page) throws SQLException {
    List<String> plan = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) EXECUTE page("
                + page
                + ", "
                + (PAGE + 1)
                + ")")) {
      while (rows.next()) {
        plan.add(rows.getString(1));
      }
    }
    String text = String.join("\n", plan);
    assertThat(text).contains("messages_page").doesNotContain("messages_pkey");
    assertThat(text).doesNotContain("Seq Scan on messages");
    return Pattern.compile("on messages p \\(actual rows=([0-9]+)")
        .matcher(text)
        .results()
        .map((MatchResult match) -> Long.parseLong(match.group(1)))
        .mapToLong(Long::longValue)
        .sum();
  }
}
