package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Http;
import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that share the work of embedding, with the real model. */
@Timeout(300)
class SharedEmbeddingIT {
  private static final int MESSAGES = 150;
  private static final String MISSING =
      "SELECT count(*) FROM messages m LEFT JOIN embeddings e ON e.message_id = m.id"
          + " WHERE e.vectors IS NULL";

  @Test
  void eachMessageIsEmbeddedOnceAndWhatAKilledNodeHadIsDoneByAnother(@TempDir Path folder)
      throws SQLException {
    try (TestCluster cluster =
        new TestCluster(folder, Map.of("PARLEY_SEARCH_SEMANTIC_ENABLED", "true"))) {
      execute(cluster, "CREATE TABLE made (message_id bigint)");
      execute(
          cluster,
          "CREATE FUNCTION made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
              + " INSERT INTO made (message_id) VALUES (NEW.message_id); RETURN NULL; END $$");
      execute(
          cluster,
          "CREATE TRIGGER made AFTER UPDATE OF vectors ON embeddings FOR EACH ROW"
              + " WHEN (NEW.vectors IS NOT NULL) EXECUTE FUNCTION made()");
      Node one = cluster.start("one");
      Node two = cluster.start("two");
      String token = Http.guest(one.port(), "Ada").getString("access_token");
      imported(one, token);

      awaitNone(cluster, MISSING);
      assertThat(number(cluster, "SELECT count(*) FROM made")).isEqualTo(MESSAGES);
      assertThat(number(cluster, "SELECT count(DISTINCT message_id) FROM made"))
          .isEqualTo(MESSAGES);

      imported(two, token);
      two.process().kill();
      // As if the time of what it had claimed had passed.
      execute(cluster, "UPDATE embeddings SET due = now() WHERE due IS NOT NULL");
      awaitNone(cluster, MISSING);
      assertThat(number(cluster, "SELECT count(DISTINCT message_id) FROM made"))
          .isEqualTo(2 * MESSAGES);
      Http.Answer found =
          Http.get(one.port(), "/api/v1/search?q=fixing+my+car&mode=semantic&limit=1", token);
      assertThat(found.body().getJsonArray("hits").getJsonObject(0).getString("snippet"))
          .contains("vehicle");
    }
  }

  private static void imported(Node node, String token) {
    JsonArray messages = new JsonArray();
    for (int i = 1; i <= MESSAGES; i++) {
      JsonObject message = new JsonObject().put("id", i).put("message_type", "user");
      message.put("content", i == 7 ? "We should repair the vehicle" : "Note number " + i);
      messages.add(i == 1 ? message : message.put("parent_id", i - 1));
    }
    JsonObject file =
        new JsonObject()
            .put("conversation", new JsonObject().put("title", "Old"))
            .put("messages", messages);
    Http.Answer answer = Http.post(node.port(), "/api/v1/conversations/import", token, file);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  /** A DO block sees what others commit meanwhile; 90 s is much for so few short messages. */
  private static void awaitNone(TestCluster cluster, String count) throws SQLException {
    execute(
        cluster,
        "DO $$ BEGIN FOR i IN 1..900 LOOP EXIT WHEN ("
            + count
            + ") = 0; PERFORM pg_sleep(0.1); END LOOP; END $$");
    assertThat(number(cluster, count)).isZero();
  }

  private static void execute(TestCluster cluster, String sql) throws SQLException {
    try (Connection connection = cluster.database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long number(TestCluster cluster, String sql) throws SQLException {
    try (Connection connection = cluster.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
