package dev.parley.generationlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.chat.Chunk;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every log does. */
public abstract class GenerationLogContract {
  protected abstract GenerationLog log();

  /** The id of a new generation that runs in epoch 1. */
  protected abstract long running();

  /** Ends the generation's epoch: its owner has lost it. */
  protected abstract void fence(long generationId);

  protected static <T> T await(Future<T> future) {
    return Await.result(future);
  }

  protected static void assertRefused(ErrorCode code, Future<?> future) {
    Throwable error = catchThrowable(() -> await(future));
    assertThat(error).isInstanceOf(FailureException.class);
    assertThat(((FailureException) error).failure().code()).isEqualTo(code);
  }

  protected static List<Chunk> chunks(long generationId, long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(seq -> new Chunk(generationId, 1, seq, "text " + seq + " "))
        .toList();
  }

  @Test
  void whatWasAppendedCanBeRead() {
    long id = running();
    await(log().append(chunks(id, 1, 3)));
    await(log().append(chunks(id, 4, 4)));

    assertThat(await(log().read(id, 0))).isEqualTo(chunks(id, 1, 4));
    assertThat(await(log().read(id, 2))).isEqualTo(chunks(id, 3, 4));
    assertThat(await(log().read(id, 4))).isEmpty();
    assertThat(await(log().read(id, 9))).isEmpty();
  }

  @Test
  void anUnknownGenerationIsEmpty() {
    assertThat(await(log().read(Long.MAX_VALUE, 0))).isEmpty();
  }

  @Test
  void nothingIsAppendedByNothing() {
    assertThat(await(log().append(List.of()))).isNull();
  }

  @Test
  void anySignIsKept() {
    long id = running();
    List<Chunk> signs =
        List.of(new Chunk(id, 1, 1, "\"\\\r\n\t'{}[],"), new Chunk(id, 1, 2, "ü — 😀 \u202e"));
    await(log().append(signs));

    assertThat(await(log().read(id, 0))).isEqualTo(signs);
  }

  @Test
  void theSameAppendMayBeMadeAgain() {
    long id = running();
    await(log().append(chunks(id, 1, 3)));
    await(log().append(chunks(id, 1, 3)));
    await(log().append(chunks(id, 2, 5)));

    assertThat(await(log().read(id, 0))).isEqualTo(chunks(id, 1, 5));
  }

  @Test
  void anotherTextInTheSamePlaceIsRefused() {
    long id = running();
    await(log().append(chunks(id, 1, 3)));

    assertRefused(ErrorCode.CONFLICT, log().append(List.of(new Chunk(id, 1, 3, "something else"))));
    assertThat(await(log().read(id, 0))).isEqualTo(chunks(id, 1, 3));
  }

  @Test
  void aLostGenerationTakesNothing() {
    long id = running();
    long other = running();
    await(log().append(chunks(id, 1, 2)));
    fence(id);

    Future<Void> late = log().append(chunks(id, 3, 3));
    Future<Void> good = log().append(chunks(other, 1, 1));

    assertRefused(ErrorCode.CONFLICT, late);
    assertThat(await(good)).isNull();
    assertThat(await(log().read(id, 0))).isEqualTo(chunks(id, 1, 2));
    assertThat(await(log().read(other, 0))).isEqualTo(chunks(other, 1, 1));
  }

  @Test
  void manyAtOnceAreKeptApartAndInOrder() {
    List<Long> ids = LongStream.range(0, 20).map(n -> running()).boxed().toList();
    List<Future<Void>> appends = new ArrayList<>();
    for (long seq = 1; seq <= 50; seq++) {
      for (long id : ids) {
        appends.add(log().append(chunks(id, seq, seq)));
      }
    }
    await(Future.all(appends));

    for (long id : ids) {
      assertThat(await(log().read(id, 0))).isEqualTo(chunks(id, 1, 50));
    }
  }
}
