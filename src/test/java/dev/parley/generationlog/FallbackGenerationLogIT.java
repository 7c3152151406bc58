package dev.parley.generationlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Chunk;
import dev.parley.generationlog.postgres.PostgresGenerationLog;
import dev.parley.generationlog.redis.RedisGenerationLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.redis.RedisLink;
import dev.parley.testing.Await;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis in front of the database. */
final class FallbackGenerationLogIT extends GenerationLogContract {
  private static TestDatabase database;
  private static Vertx vertx;

  private TestRedis redis;
  private RedisLink link;
  private RedisGenerationLog fast;
  private PostgresGenerationLog sure;
  private FallbackGenerationLog log;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    vertx = Vertx.vertx();
    execute("INSERT INTO conversations (title) VALUES ('')");
  }

  @AfterAll
  static void stop() {
    await(vertx.close());
    database.close();
  }

  @BeforeEach
  void open() {
    redis = new TestRedis();
    link = new RedisLink(vertx, redis.url(), Duration.ofSeconds(10), RedisGenerationLog.SCRIPTS);
    fast = new RedisGenerationLog(vertx, link, "test:", Duration.ofMinutes(5));
    sure = new PostgresGenerationLog(vertx, database.postgres().options());
    log = new FallbackGenerationLog(fast, sure);
  }

  @AfterEach
  void close() {
    await(log.close());
    link.close();
    redis.close();
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
    await(fast.seal(generationId, 2, 0));
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

  private List<Chunk> inDatabase(long id) {
    return await(sure.read(id, 0));
  }

  private Future<List<Chunk>> inRedis(long id) {
    return fast.read(id, 0)
        .recover(away -> vertx.timer(50, TimeUnit.MILLISECONDS).compose(later -> inRedis(id)));
  }

  @Test
  void theDatabaseHasNothingWhileRedisIsWell() {
    long id = running();
    await(log.append(chunks(id, 1, 3)));

    assertThat(await(inRedis(id))).isEqualTo(chunks(id, 1, 3));
    assertThat(inDatabase(id)).isEmpty();
  }

  @Test
  void aGenerationGoesOverAsAWholeWhenRedisDies() {
    long id = running();
    await(log.append(chunks(id, 1, 3)));
    redis.stop();

    await(log.append(chunks(id, 4, 4)));

    assertThat(inDatabase(id)).isEqualTo(chunks(id, 1, 4));
    assertThat(await(log.read(id, 2))).isEqualTo(chunks(id, 3, 4));
  }

  @Test
  void itStaysThereAndNewOnesTryRedisAgain() {
    long old = running();
    await(log.append(chunks(old, 1, 3)));
    redis.stop();
    redis.restart();
    assertThat(await(inRedis(old))).isEmpty();

    await(log.append(chunks(old, 4, 4)));
    await(log.append(chunks(old, 5, 5)));
    long young = running();
    await(log.append(chunks(young, 1, 2)));

    assertThat(inDatabase(old)).isEqualTo(chunks(old, 1, 5));
    assertThat(await(inRedis(old))).isEmpty();
    assertThat(await(inRedis(young))).isEqualTo(chunks(young, 1, 2));
    assertThat(inDatabase(young)).isEmpty();
  }

  @Test
  void manyLongOnesGoOverAtOnce() {
    List<Long> ids = LongStream.range(0, 40).map(n -> running()).boxed().toList();
    for (long id : ids) {
      for (long from = 1; from < 3_000; from += 500) {
        await(log.append(chunks(id, from, from + 499)));
      }
    }
    redis.stop();

    List<Future<Void>> appends = new ArrayList<>();
    ids.forEach(id -> appends.add(log.append(chunks(id, 3_001, 3_001))));
    await(Future.all(appends));

    for (long id : ids) {
      assertThat(inDatabase(id)).isEqualTo(chunks(id, 1, 3_001));
    }
  }

  @Test
  void anOwnerWhoLostItWritesNothingToTheDatabaseEither() {
    long id = running();
    await(log.append(chunks(id, 1, 3)));
    fence(id);
    assertRefused(ErrorCode.CONFLICT, log.append(chunks(id, 4, 4)));
    redis.stop();

    assertRefused(ErrorCode.CONFLICT, log.append(chunks(id, 4, 4)));
    assertThat(inDatabase(id)).isEmpty();
  }

  @Test
  void aReaderWhoFoundLessMakesItGoOver() {
    long id = running();
    await(log.append(chunks(id, 1, 3)));

    assertThat(await(log.settle(id, 3))).isEqualTo(3);
    assertThat(inDatabase(id)).isEmpty();
    assertThat(await(log.settle(id, 2))).isEqualTo(3);
    assertThat(inDatabase(id)).isEqualTo(chunks(id, 1, 3));
    await(log.append(chunks(id, 4, 4)));
    assertThat(await(log.settle(id, 0))).isEqualTo(4);
    assertThat(inDatabase(id)).isEqualTo(chunks(id, 1, 4));
  }

  @Test
  void aReleasedGenerationIsForgottenHere() {
    long id = running();
    await(log.append(chunks(id, 1, 3)));
    log.release(id);

    assertThat(await(log.settle(id, 0))).isZero();
    assertThat(await(log.read(id, 0))).isEqualTo(chunks(id, 1, 3));
  }

  @Test
  void aMoveThatFailedIsMadeAgain() {
    long id = running();
    await(log.append(chunks(id, 1, 3)));
    redis.stop();
    execute("ALTER TABLE generation_chunks RENAME TO away");
    Future<Void> refused = log.append(chunks(id, 4, 4));
    assertThat(Await.failure(refused)).isNotNull();
    execute("ALTER TABLE away RENAME TO generation_chunks");

    await(log.append(chunks(id, 4, 4)));

    assertThat(inDatabase(id)).isEqualTo(chunks(id, 1, 4));
  }
}
