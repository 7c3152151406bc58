package dev.parley.ai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Chunk;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatcherTest implements Batcher.Sink {
  private static final long ID = 7;
  private static final long EPOCH = 3;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final MemoryGenerationLog log = new MemoryGenerationLog();
  private final List<Chunk> shown = new ArrayList<>();
  private final Promise<Throwable> broken = Promise.promise();
  private Batcher batcher;
  private int drained;

  @BeforeEach
  void create() {
    batcher = Await.on(context, () -> new Batcher(vertx, log, ID, EPOCH, this));
  }

  @AfterEach
  void close() {
    assertThat(log.faults()).isEmpty();
    Await.result(vertx.close());
  }

  @Override
  public void appended(List<Chunk> chunks) {
    assertThat(log.chunks(ID)).as("in the log before it is shown").containsAll(chunks);
    shown.addAll(chunks);
  }

  @Override
  public boolean mayWrite() {
    return true;
  }

  @Override
  public void drained() {
    drained++;
  }

  @Override
  public void broken(Throwable cause) {
    broken.complete(cause);
  }

  private void add(String... texts) {
    Await.run(context, () -> List.of(texts).forEach(batcher::add));
  }

  /** Lets one append be answered, on this thread, as a log of another context does. */
  private void release() {
    assertThat(log.release()).isTrue();
    settle();
  }

  private void settle() {
    Await.run(context, () -> {});
    Await.run(context, () -> {});
  }

  private Future<Void> flush() {
    return Await.on(context, batcher::flush);
  }

  @Test
  void theFirstTextGoesAtOnce() {
    add("Hello");
    settle();
    assertThat(shown).containsExactly(new Chunk(ID, EPOCH, 1, "Hello"));
  }

  @Test
  void textsGatherWhileAnAppendIsInFlight() {
    log.hold();
    add("a", "b", "c");
    assertThat(log.appends()).hasSize(1);
    assertThat(shown).isEmpty();

    release();
    assertThat(shown).containsExactly(new Chunk(ID, EPOCH, 1, "a"));
    assertThat(log.appends()).hasSize(2);

    add("d");
    release();
    release();
    assertThat(shown)
        .extracting(Chunk::content, Chunk::seq)
        .containsExactly(tuple("a", 1), tuple("bc", 2), tuple("d", 3));
  }

  private static Tuple tuple(String content, long seq) {
    return Tuple.tuple(content, seq);
  }

  @Test
  void aFlushWaitsForEverything() {
    log.hold();
    add("a", "b");
    Future<Void> flushed = flush();
    release();
    assertThat(flushed.isComplete()).isFalse();
    release();
    Await.result(flushed);
    assertThat(batcher.content()).isEqualTo("ab");
    assertThat(batcher.lastSeq()).isEqualTo(2);
  }

  @Test
  void aFlushOfNothingIsDone() {
    Await.result(flush());
    assertThat(batcher.lastSeq()).isZero();
    assertThat(log.appends()).isEmpty();
  }

  @Test
  void chunksAndBatchesAreBoundedAndCutBetweenCharacters() {
    String text = ("ä" + "👋".repeat(9) + "世x").repeat(20_000);
    add(text);
    Await.result(flush());

    assertThat(log.text(ID)).isEqualTo(text);
    for (List<Chunk> batch : log.appends()) {
      assertThat(batch.stream().mapToInt(BatcherTest::bytes).sum()).isLessThanOrEqualTo(64 * 1024);
      for (Chunk chunk : batch) {
        assertThat(bytes(chunk)).isBetween(1, 16 * 1024);
        assertThat(chunk.content()).doesNotContain("\uFFFD");
        assertThat(new String(utf8(chunk), StandardCharsets.UTF_8)).isEqualTo(chunk.content());
      }
    }
  }

  private static int bytes(Chunk chunk) {
    return utf8(chunk).length;
  }

  private static byte[] utf8(Chunk chunk) {
    return chunk.content().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aCharacterSplitBetweenTextsIsPutTogether() {
    String wave = "👋";
    add("a" + wave.charAt(0), wave.charAt(1) + "b\u0000", "c" + wave.charAt(0));
    Await.result(flush());
    assertThat(log.text(ID)).isEqualTo("a👋b\uFFFDc\uFFFD");
  }

  @Test
  void aLogThatIsAwayForAMomentIsAskedAgain() {
    log.fail(2);
    add("a");
    add("b");
    Await.result(flush());
    settle();
    assertThat(shown).extracting(Chunk::content).containsExactly("a", "b");
    assertThat(broken.future().isComplete()).isFalse();
  }

  @Test
  void aLogThatStaysAwayIsGivenUp() {
    log.fail(1_000);
    add("a");
    Throwable cause = Await.result(broken.future());
    assertThat(cause).isInstanceOf(FailureException.class);
    assertThat(Await.failure(flush())).isSameAs(cause);
    assertThat(log.appends()).hasSize(4);
    assertThat(shown).isEmpty();
  }

  @Test
  void aFenceEndsItAtOnce() {
    add("a");
    settle();
    log.fence(ID, EPOCH + 1);
    add("b");
    assertThat(((FailureException) Await.result(broken.future())).failure().code())
        .isEqualTo(ErrorCode.CONFLICT);
    add("c");
    settle();
    assertThat(log.appends()).hasSize(2);
    assertThat(shown).hasSize(1);
    assertThat(batcher.content()).isEqualTo("a");
  }

  @Test
  void nothingIsToldAfterTheClose() {
    log.hold();
    add("a", "b");
    Future<Void> flushed = flush();
    Await.run(context, batcher::close);
    release();
    assertThat(shown).isEmpty();
    assertThat(log.appends()).hasSize(1);
    assertThat(Await.failure(flushed)).isNotNull();
  }

  @Test
  void saysWhenNothingWaitsAnyMore() {
    log.hold();
    add("a");
    int before = drained;
    add("b".repeat(100_000));
    assertThat(batcher.waiting()).isEqualTo(100_000);
    release();
    assertThat(drained).isEqualTo(before);
    release();
    assertThat(drained).isEqualTo(before + 1);
    log.releaseAll();
    settle();
  }
}
