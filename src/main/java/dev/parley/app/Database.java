package dev.parley.app;

import dev.parley.config.Config;
import dev.parley.config.Role;
import dev.parley.config.Secret;
import dev.parley.store.Migrations;
import dev.parley.store.PostgresUrl;
import dev.parley.store.embedded.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that can be reached, and that has its schema where this process has the store role.
 *
 * @param server closed with the process; does nothing for a server of somebody else
 */
record Database(PostgresUrl url, AutoCloseable server) {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** A database that is started together with Parley may need some seconds more. */
  private static final int ATTEMPTS = 10;

  private static final String IDENTITY =
      """
      SELECT to_hex(system_identifier) || '-' || to_hex(oid::bigint)
      FROM pg_control_system(), pg_database WHERE datname = current_database()
      """;

  private static final Executor A_SECOND_LATER =
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  /** Blocks for about ten seconds where there is no answer. */
  static Database open(Config config) throws Exception {
    Database database = find(config);
    try {
      reach(database.url());
      if (config.roles().contains(Role.STORE)) {
        Migrations.run(database.url());
      }
      return database;
    } catch (Exception e) {
      database.server().close();
      throw e;
    }
  }

  /** Tells it from any other database, whose generations have the same numbers. Blocks. */
  String identity() throws SQLException {
    try (Connection connection = url.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(IDENTITY)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Database find(Config config) {
    Secret url = config.database().url();
    if (url != null) {
      return new Database(PostgresUrl.parse(url.reveal()), () -> {});
    }
    EmbeddedDatabase embedded = EmbeddedDatabase.start(config.dataDir()).keepRunning();
    return new Database(embedded.url(), embedded);
  }

  private static void reach(PostgresUrl url) throws SQLException {
    SQLException error = connect(url);
    for (int i = 1; i < ATTEMPTS && error != null && mayPass(error); i++) {
      LOG.info("The database at {}:{} does not answer yet", url.host(), url.port());
      error = CompletableFuture.supplyAsync(() -> connect(url), A_SECOND_LATER).join();
    }
    if (error != null) {
      throw error;
    }
  }

  /** Null when it worked. */
  private static SQLException connect(PostgresUrl url) {
    try (Connection connection = url.dataSource().getConnection()) {
      LOG.debug("Connected to {}", connection.getMetaData().getDatabaseProductVersion());
      return null;
    } catch (SQLException e) {
      return e;
    }
  }

  /** Connection exceptions, and "the database system is starting up". */
  private static boolean mayPass(SQLException error) {
    String state = error.getSQLState();
    return state != null && (state.startsWith("08") || state.equals("57P03"));
  }
}
