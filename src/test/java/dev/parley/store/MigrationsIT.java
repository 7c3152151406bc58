package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.FailureException;
import dev.parley.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class MigrationsIT {
  @Test
  void severalNodesMayStartAtOnce() throws Exception {
    try (TestDatabase database = TestDatabase.create();
        Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ExecutorService nodes = Executors.newFixedThreadPool(3)) {
      statement.execute("DROP SCHEMA public CASCADE");
      statement.execute("CREATE SCHEMA public");
      List<Future<?>> starts = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        starts.add(nodes.submit(() -> Migrations.run(database.postgres())));
      }
      for (Future<?> start : starts) {
        start.get(60, TimeUnit.SECONDS);
      }
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM messages")) {
        assertThat(rows.next()).isTrue();
      }
    }
  }

  @Test
  void aWrongPasswordIsSaidWithoutIt() {
    try (TestDatabase database = TestDatabase.create()) {
      PostgresUrl right = database.postgres();
      PostgresUrl wrong =
          PostgresUrl.parse(
              "postgresql://parley:hunter2@127.0.0.1:" + right.port() + "/" + right.database());

      assertThatThrownBy(() -> Migrations.run(wrong))
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("UNAVAILABLE")
          .hasMessageNotContaining("hunter2");
    }
  }
}
