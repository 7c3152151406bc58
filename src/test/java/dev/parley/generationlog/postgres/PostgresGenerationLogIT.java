package dev.parley.generationlog.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Chunk;
import dev.parley.generationlog.GenerationLog;
import dev.parley.generationlog.GenerationLogContract;
import dev.parley.protocol.ErrorCode;
import dev.parley.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PostgresGenerationLogIT extends GenerationLogContract {
  private static TestDatabase database;
  private static Vertx vertx;
  private static PostgresGenerationLog log;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    vertx = Vertx.vertx();
    log = open();
    execute("INSERT INTO conversations (title) VALUES ('')");
  }

  private static PostgresGenerationLog open() {
    return new PostgresGenerationLog(vertx, database.postgres().options());
  }

  @AfterAll
  static void stop() {
    await(log.close());
    await(vertx.close());
    database.close();
  }

  @Override
  protected GenerationLog log() {
    return log;
  }

  @Override
  protected long running() {
    return execute(
        """
        INSERT INTO generations (conversation_id, message_id, parent_id, state, epoch, created_at)
        SELECT 1, coalesce(max(message_id), 0) + 1, 1, 'RUNNING', 1, now() FROM generations
        RETURNING id
        """);
  }

  @Override
  protected void fence(long generationId) {
    execute("UPDATE generations SET epoch = epoch + 1 WHERE id = " + generationId);
  }

  /** Answers the first value, or 0. */
  private static long execute(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return 0;
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Test
  void anEndedGenerationTakesNothing() {
    long id = running();
    execute("UPDATE generations SET state = 'COMPLETED' WHERE id = " + id);

    assertRefused(ErrorCode.CONFLICT, log.append(chunks(id, 1, 1)));
  }

  @Test
  void aLostConnectionIsReplaced() {
    long id = running();
    await(log.append(chunks(id, 1, 1)));
    long ended =
        execute(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'parley-log'
            """);

    await(log.append(chunks(id, 2, 2)));

    assertThat(ended).isEqualTo(1);
    assertThat(await(log.read(id, 0))).isEqualTo(chunks(id, 1, 2));
  }

  @Test
  void tooMuchAtOnceIsRefused() {
    long id = running();
    String large = "x".repeat((int) PostgresGenerationLog.MAX_WAITING_BYTES / 4);
    Future<Void> fits = log.append(List.of(new Chunk(id, 1, 1, large)));
    Future<Void> doesNot = log.append(List.of(new Chunk(id, 1, 2, large)));

    assertRefused(ErrorCode.UNAVAILABLE, doesNot);
    await(fits);
    await(log.append(List.of(new Chunk(id, 1, 2, large))));
  }

  @Test
  void closingWritesWhatWaits() {
    long id = running();
    PostgresGenerationLog closing = open();
    Future<Void> append = closing.append(chunks(id, 1, 5));
    Future<Void> closed = closing.close();

    await(append);
    await(closed);
    assertThat(await(log.read(id, 0))).hasSize(5);
    assertRefused(ErrorCode.UNAVAILABLE, closing.append(chunks(id, 6, 6)));
  }
}
