package dev.parley.testing;

import dev.parley.store.Migrations;
import dev.parley.store.PostgresUrl;
import dev.parley.store.embedded.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of its own for a test class, migrated and empty, on the one server of this test JVM.
 * The server's folder stays between runs, so that only the first run on a machine unpacks it.
 */
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final PostgresUrl url;

  private TestDatabase(PostgresUrl url) {
    this.url = url;
  }

  public static TestDatabase create() {
    String name = "test_" + NUMBER.incrementAndGet();
    execute("CREATE DATABASE " + name + " TEMPLATE " + Server.TEMPLATE);
    return new TestDatabase(Server.SHARED.url().withDatabase(name));
  }

  /** As in the configuration. */
  public String url() {
    return "postgresql://"
        + url.user()
        + ":"
        + url.password().reveal()
        + "@"
        + url.host()
        + ":"
        + url.port()
        + "/"
        + url.database()
        + "?sslmode=disable";
  }

  public PostgresUrl postgres() {
    return url;
  }

  /** Drops it, ending all connections to it. */
  @Override
  public void close() {
    execute("DROP DATABASE " + url.database() + " WITH (FORCE)");
  }

  private static void execute(String sql) {
    try (Connection connection = connect(Server.SHARED.url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** A plain connection, for looking behind the scenes. */
  public Connection connect() throws SQLException {
    return connect(url);
  }

  private static Connection connect(PostgresUrl url) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + url.host() + ":" + url.port() + "/" + url.database(),
        url.user(),
        url.password().reveal());
  }

  /** Started by the first test that needs it. */
  private static final class Server {
    static final String TEMPLATE = "test_template";
    static final EmbeddedDatabase SHARED = start();

    private static EmbeddedDatabase start() {
      EmbeddedDatabase server = EmbeddedDatabase.start(Path.of("target", "test-database"));
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      try (Connection connection = connect(server.url());
          Statement statement = connection.createStatement()) {
        for (String leftover : leftovers(statement)) {
          statement.execute("DROP DATABASE " + leftover + " WITH (FORCE)");
        }
        statement.execute("CREATE DATABASE " + TEMPLATE);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      Migrations.run(server.url().withDatabase(TEMPLATE));
      return server;
    }

    /** Databases of a run that was killed. */
    private static List<String> leftovers(Statement statement) throws SQLException {
      List<String> names = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'")) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      return names;
    }
  }
}
