package dev.parley.store;

import static dev.parley.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Ai;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import dev.parley.chat.Chunk;
import dev.parley.chat.Conversation;
import dev.parley.chat.GenerationState;
import dev.parley.generationlog.FallbackGenerationLog;
import dev.parley.generationlog.GenerationLog;
import dev.parley.generationlog.postgres.PostgresGenerationLog;
import dev.parley.generationlog.redis.RedisGenerationLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.redis.RedisLink;
import dev.parley.testing.Await;
import dev.parley.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store whose generations are logged in Redis first, and an owner that may be there or not. */
final class SpokenIT {
  private static final String OWNER = "owner";

  private final TestRedis redis = new TestRedis();
  private RedisLink link;
  private RedisGenerationLog fast;
  private StoreFixture store;
  private GenerationLog log;
  private Accounts.User ann;
  private Conversation conversation;
  private long id;

  @BeforeEach
  void claim() {
    store =
        new StoreFixture(
            vertx -> {
              link =
                  new RedisLink(
                      vertx, redis.url(), Duration.ofSeconds(5), RedisGenerationLog.SCRIPTS);
              fast = new RedisGenerationLog(vertx, link, "test:", Duration.ofMinutes(5));
              return fast;
            });
    log =
        new FallbackGenerationLog(
            fast, new PostgresGenerationLog(store.vertx, store.database.postgres().options()));
    ann = store.person("Ann");
    conversation = store.conversation(ann);
    id = store.send(ann, conversation, "hello").generation().id();
    store.claim(id, OWNER);
  }

  @AfterEach
  void stop() {
    await(log.close());
    link.close();
    store.close();
    redis.close();
  }

  private Future<Void> say(long from, long to) {
    return log.append(
        LongStream.rangeClosed(from, to)
            .mapToObj(seq -> new Chunk(id, 1, seq, seq + " "))
            .toList());
  }

  private void ownerAnswers() {
    MessageConsumer<Object> owner =
        store.bus.serve(
            Ai.settle(OWNER),
            request -> log.settle(request.generationId(), request.found()).map(Ai.Settled::new));
    await(owner.completion());
  }

  private Generations.Chunks chunks(long afterSeq) {
    return store.ask(Generations.CHUNKS, new Generations.ReadChunks(ann.id(), id, afterSeq));
  }

  private static List<Long> seqs(Generations.Chunks found) {
    return found.chunks().stream().map(Chunk::seq).toList();
  }

  private Result.Running opened() {
    return store
        .ask(Conversations.OPEN, new Conversations.Open(ann.id(), conversation.id()))
        .running()
        .getFirst();
  }

  private boolean reap() {
    store.behind(
        "UPDATE generations SET lease_until = now() - interval '1 second' WHERE id = " + id);
    return store.ask(Generations.REAP, new Generations.Reap(id)).applied();
  }

  @Test
  void whatIsInRedisIsReadThere() {
    await(say(1, 5));

    assertThat(seqs(chunks(0))).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(chunks(0).whole()).isTrue();
    assertThat(chunks(0).generation().lastSeq()).isEqualTo(5);
    assertThat(seqs(chunks(3))).containsExactly(4L, 5L);
    assertThat(chunks(5).whole()).isTrue();
    assertThat(opened().content()).isEqualTo("1 2 3 4 5 ");
    assertThat(opened().generation().lastSeq()).isEqualTo(5);
  }

  @Test
  void aPositionBehindTheLogIsNotRecovered() {
    await(say(1, 5));

    assertThat(chunks(7).whole()).isFalse();
    assertThat(chunks(7).chunks()).isEmpty();
    ownerAnswers();
    assertThat(chunks(7).whole()).isFalse();
    assertThat(chunks(5).whole()).isTrue();
  }

  @Test
  void nothingIsWholeWhenRedisAndTheOwnerAreGone() {
    await(say(1, 5));
    redis.stop();

    assertThat(chunks(0).whole()).isFalse();
    assertThat(chunks(5).whole()).isFalse();
    assertThat(chunks(5).chunks()).isEmpty();
  }

  @Test
  void theOwnerPutsEverythingIntoTheDatabaseWhenRedisIsAway() {
    ownerAnswers();
    await(say(1, 5));
    redis.stop();

    assertThat(seqs(chunks(2))).containsExactly(3L, 4L, 5L);
    assertThat(chunks(2).whole()).isTrue();
    assertThat(opened().content()).isEqualTo("1 2 3 4 5 ");
  }

  @Test
  void theOwnerKnowsMoreThanARedisThatForgot() {
    ownerAnswers();
    await(say(1, 5));
    redis.stop();
    redis.restart();

    assertThat(opened().content()).isEqualTo("1 2 3 4 5 ");
    assertThat(chunks(4).whole()).isTrue();
    await(say(6, 6));
    assertThat(seqs(chunks(4))).containsExactly(5L, 6L);
  }

  @Test
  void whatWentOverContinuesWhatIsInRedis() {
    await(say(1, 5));
    store.behind(
        "INSERT INTO generation_chunks (generation_id, seq, epoch, content) VALUES ("
            + id
            + ", 1, 1, '1 '), ("
            + id
            + ", 2, 1, '2 ')");

    assertThat(seqs(chunks(0))).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(seqs(chunks(3))).containsExactly(4L, 5L);
    assertThat(opened().content()).isEqualTo("1 2 3 4 5 ");
    assertThat(reap()).isTrue();
    assertThat(chunks(0).message().content()).isEqualTo("1 2 3 4 5 ");
  }

  @Test
  void aDeadOwnersWordsAreKeptAndItsLateOnesRefused() {
    await(say(1, 3));
    assertThat(reap()).isTrue();

    assertThat(((FailureException) Await.failure(say(4, 4))).failure().code())
        .isEqualTo(ErrorCode.CONFLICT);
    Generations.Chunks after = chunks(1);
    assertThat(after.generation().state()).isEqualTo(GenerationState.INTERRUPTED);
    assertThat(after.generation().lastSeq()).isEqualTo(3);
    assertThat(after.message().content()).isEqualTo("1 2 3 ");
    assertThat(seqs(after)).containsExactly(2L, 3L);
    assertThat(after.whole()).isTrue();
    redis.stop();
    assertThat(chunks(1).whole()).isFalse();
    assertThat(chunks(3).whole()).isTrue();
  }

  @Test
  void aReapWithoutRedisEndsWithWhatTheDatabaseHas() {
    await(say(1, 3));
    redis.stop();
    await(say(4, 4));

    assertThat(reap()).isTrue();
    assertThat(chunks(0).message().content()).isEqualTo("1 2 3 4 ");
    assertThat(chunks(0).whole()).isTrue();
  }
}
