package dev.parley.generationlog.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Chunk;
import dev.parley.generationlog.GenerationLog;
import dev.parley.generationlog.GenerationLogContract;
import dev.parley.protocol.ErrorCode;
import dev.parley.redis.RedisLink;
import dev.parley.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class RedisGenerationLogIT extends GenerationLogContract {
  private static final AtomicLong IDS = new AtomicLong();
  private static final Duration TTL = Duration.ofMinutes(5);
  private static TestRedis redis;
  private static Vertx vertx;
  private static RedisLink link;
  private static RedisGenerationLog log;

  @BeforeAll
  static void start() {
    redis = new TestRedis();
    vertx = Vertx.vertx();
    link = new RedisLink(vertx, redis.url(), Duration.ofSeconds(10), RedisGenerationLog.SCRIPTS);
    log = new RedisGenerationLog(vertx, link, "test:", TTL);
  }

  @AfterAll
  static void stop() {
    await(log.close());
    link.close();
    await(vertx.close());
    redis.close();
  }

  @Override
  protected GenerationLog log() {
    return log;
  }

  @Override
  protected long running() {
    return IDS.incrementAndGet();
  }

  @Override
  protected void fence(long generationId) {
    await(log.seal(generationId, 2, 0));
  }

  private static String ask(Command command, String... arguments) {
    Request request = Request.cmd(command);
    List.of(arguments).forEach(request::arg);
    return await(link.send(request)).toString();
  }

  private static String stream(long id) {
    return "test:gen:" + id;
  }

  /** A figure that Redis counts. */
  private static long count(String section, String figure) {
    Matcher found =
        Pattern.compile(Pattern.quote(figure) + "(\\d+)").matcher(ask(Command.INFO, section));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  @Test
  void aStreamThatIsGoneIsNotBegunInTheMiddle() {
    long id = running();
    await(log.append(chunks(id, 1, 3)));
    ask(Command.DEL, stream(id), stream(id) + ":fence");

    assertRefused(ErrorCode.UNAVAILABLE, log.append(chunks(id, 4, 4)));
    assertThat(await(log.read(id, 0))).isEmpty();
  }

  @Test
  void aStreamWithoutItsFenceOrItsEntriesIsLost() {
    long unfenced = running();
    long emptied = running();
    await(log.append(chunks(unfenced, 1, 3)));
    await(log.append(chunks(emptied, 1, 3)));
    ask(Command.DEL, stream(unfenced) + ":fence");
    ask(Command.DEL, stream(emptied));

    assertRefused(ErrorCode.UNAVAILABLE, log.append(chunks(unfenced, 4, 4)));
    assertRefused(ErrorCode.UNAVAILABLE, log.append(chunks(emptied, 4, 4)));
  }

  @Test
  void aSealReadsWhatWasAppendedAndHoldsBeforeTheFirstChunkToo() {
    long spoken = running();
    long silent = running();
    await(log.append(chunks(spoken, 1, 4)));

    assertThat(await(log.seal(spoken, 2, 1))).isEqualTo(chunks(spoken, 2, 4));
    assertThat(await(log.seal(spoken, 2, 0))).isEqualTo(chunks(spoken, 1, 4));
    assertThat(await(log.seal(silent, 2, 0))).isEmpty();

    assertRefused(ErrorCode.CONFLICT, log.append(chunks(spoken, 5, 5)));
    assertRefused(ErrorCode.CONFLICT, log.append(chunks(silent, 1, 1)));
    assertThat(await(log.append(List.of(new Chunk(silent, 2, 1, "new owner"))))).isNull();
  }

  @Test
  void aKeyOfAnotherKindFailsOneAppendAndNotTheBatch() {
    long broken = running();
    long good = running();
    ask(Command.SET, stream(broken), "text");

    Future<Void> refused = log.append(chunks(broken, 1, 1));
    Future<Void> written = log.append(chunks(good, 1, 1));

    assertRefused(ErrorCode.UNAVAILABLE, refused);
    assertThat(await(written)).isNull();
  }

  @Test
  void aGenerationIsBoundedAndKeepsItsBeginning() {
    long id = running();
    RedisGenerationLog small = new RedisGenerationLog(vertx, link, "test:", TTL, 5);
    await(small.append(chunks(id, 1, 5)));

    assertRefused(ErrorCode.UNAVAILABLE, small.append(chunks(id, 6, 6)));
    assertThat(await(small.read(id, 0))).isEqualTo(chunks(id, 1, 5));
  }

  @Test
  void keysExpire() {
    long id = running();
    long sealed = running();
    await(log.append(chunks(id, 1, 1)));
    await(log.seal(sealed, 2, 0));

    for (String key : List.of(stream(id), stream(id) + ":fence", stream(sealed) + ":fence")) {
      assertThat(Long.parseLong(ask(Command.PTTL, key))).isBetween(1L, TTL.toMillis());
    }
  }

  @Test
  void manyGenerationsShareARoundTrip() {
    List<Long> ids = LongStream.range(0, 100).map(n -> running()).boxed().toList();
    ask(Command.PING);
    long calls = count("commandstats", "cmdstat_evalsha:calls=");
    long reads = count("stats", "total_reads_processed:");

    await(Future.all(ids.stream().map(id -> log.append(chunks(id, 1, 3))).toList()));

    assertThat(count("commandstats", "cmdstat_evalsha:calls=") - calls).isEqualTo(100);
    // Two of the reads are those of the figures themselves; the first append may go alone.
    assertThat(count("stats", "total_reads_processed:") - reads).isBetween(3L, 10L);
  }
}
