package dev.parley.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.store.PostgresUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedDatabaseIT {
  /** Shared, so that the server is unpacked once. */
  @TempDir private static Path dataDir;

  private static Path folder() {
    return dataDir.resolve("postgres");
  }

  /** Answers the first value. */
  private static String execute(PostgresUrl url, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + url.host() + ":" + url.port() + "/" + url.database(),
                url.user(),
                url.password().reveal());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return null;
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  private static long pid() throws IOException {
    return Long.parseLong(
        Files.readAllLines(folder().resolve("data").resolve("postmaster.pid")).getFirst().strip());
  }

  @Test
  void dataOutlivesARestart() throws SQLException {
    PostgresUrl first;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDir)) {
      first = database.url();
      execute(first, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    assertThatThrownBy(() -> execute(first, "SELECT 1")).isInstanceOf(SQLException.class);
    try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDir)) {
      assertThat(database.url()).isEqualTo(first);
      assertThat(execute(database.url(), "TABLE kept")).isEqualTo("42");
      execute(database.url(), "DROP TABLE kept");
    }
  }

  @Test
  void strangersStayOut() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDir)) {
      PostgresUrl url = database.url();
      assertThat(execute(url, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(execute(url, "SHOW unix_socket_directories")).isEmpty();
      assertThat(execute(url, "SHOW fsync")).isEqualTo("on");
      assertThat(Files.getPosixFilePermissions(folder().resolve("password")))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      String wrong = "jdbc:postgresql://127.0.0.1:" + url.port() + "/" + url.database();
      assertThatThrownBy(() -> DriverManager.getConnection(wrong, url.user(), "guess").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("authentication failed");
      assertThat(url.toString()).doesNotContain(url.password().reveal());
    }
  }

  @Test
  void oneProcessUsesAFolder() {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDir)) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(dataDir))
          .isInstanceOf(DataFolderInUseException.class)
          .hasMessageContaining(folder().getFileName().toString())
          .message()
          .doesNotContain("\n");
      assertThat(database.url().port()).isPositive();
    }
  }

  @Test
  void aKilledProcessLeavesNothingInTheWay() throws Exception {
    PostgresUrl before;
    long orphan;
    Process process = child();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.readLine()).isEqualTo(EmbeddedDatabaseProcess.READY);
      assertThatThrownBy(() -> EmbeddedDatabase.start(dataDir))
          .isInstanceOf(DataFolderInUseException.class);
      orphan = pid();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ProcessHandle.of(orphan)).hasValueSatisfying(handle -> handle.isAlive());

    try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDir)) {
      before = database.url();
      assertThat(pid()).isNotEqualTo(orphan);
      assertThat(execute(before, "TABLE written_by_child")).isEqualTo("7");
      execute(before, "DROP TABLE written_by_child");
    }
  }

  private static Process child() throws IOException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    return new ProcessBuilder(
            List.of(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedDatabaseProcess.class.getName(),
                dataDir.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void aProcessIdOfSomebodyElseIsNotBelieved() throws Exception {
    EmbeddedDatabase.start(dataDir).close();
    Path pidFile = folder().resolve("data").resolve("postmaster.pid");
    for (String content : List.of(ProcessHandle.current().pid() + "\n" + folder(), "", "-12")) {
      Files.writeString(pidFile, content);
      try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDir)) {
        assertThat(execute(database.url(), "SELECT 1")).isEqualTo("1");
      }
    }
  }

  @Test
  void aServerThatWasKilledComesBackOnItsPort() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDir).keepRunning()) {
      execute(database.url(), "CREATE TABLE outlived AS SELECT 42 AS answer");
      long killed = pid();
      ProcessHandle.of(killed).orElseThrow().destroyForcibly();
      awaitConnections(database.url());
      assertThat(execute(database.url(), "TABLE outlived")).isEqualTo("42");
      assertThat(pid()).isNotEqualTo(killed);
      execute(database.url(), "DROP TABLE outlived");
    }
    assertThat(folder().resolve("data").resolve("postmaster.pid")).doesNotExist();
  }

  @Test
  void aHalfMadeDataFolderIsMadeAnew() throws Exception {
    Path other = dataDir.resolve("other");
    Path unfinished = other.resolve("postgres").resolve("data-unfinished-1");
    Files.createDirectories(unfinished.resolve("base"));
    Files.writeString(unfinished.resolve("PG_VERSION"), "18");
    try (EmbeddedDatabase database = EmbeddedDatabase.start(other)) {
      assertThat(execute(database.url(), "SELECT 1")).isEqualTo("1");
    }
    assertThat(unfinished).doesNotExist();
  }

  private static void awaitConnections(PostgresUrl url) throws SQLException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    for (boolean connected = false; !connected; ) {
      try {
        connected = execute(url, "SELECT 1").equals("1");
      } catch (SQLException away) {
        if (System.nanoTime() > end) {
          throw away;
        }
      }
    }
  }
}
