package dev.parley.store.embedded;

import dev.parley.store.PostgresUrl;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** A process with an embedded database, to be killed. */
final class EmbeddedDatabaseProcess {
  static final String READY = "ready";

  private EmbeddedDatabaseProcess() {}

  public static void main(String[] args) throws Exception {
    PostgresUrl url = EmbeddedDatabase.start(Path.of(args[0])).url();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + url.port() + "/" + url.database(),
                url.user(),
                url.password().reveal());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE written_by_child AS SELECT 7 AS number");
      System.out.println(READY);
      while (System.in.read() >= 0) {
        // Until it is killed.
      }
    }
  }
}
