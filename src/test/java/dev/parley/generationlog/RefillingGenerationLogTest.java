package dev.parley.generationlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Chunk;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.testing.Await;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RefillingGenerationLogTest {
  private final Forgetful below = new Forgetful();
  private final RefillingGenerationLog log = new RefillingGenerationLog(below);

  private static List<Chunk> chunk(long seq) {
    return List.of(new Chunk(7, 1, seq, "t" + seq));
  }

  private List<Long> seqs() {
    return Await.result(log.read(7, 0)).stream().map(Chunk::seq).toList();
  }

  @Test
  void whatACrashTookIsWrittenAgainBeforeTheNext() {
    Await.result(log.append(chunk(1)));
    Await.result(log.append(chunk(2)));
    below.crash(1);
    Await.result(log.append(chunk(3)));

    assertThat(seqs()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aCrashInTheMiddleOfAnAppendIsMadeGoodWithIt() {
    Await.result(log.append(chunk(1)));
    below.crashInAppend = true;
    Await.result(log.append(chunk(2)));

    assertThat(seqs()).containsExactly(1L, 2L);
  }

  @Test
  void anAppendThatFailedIsPartOfWhatIsWrittenAgain() {
    Await.result(log.append(chunk(1)));
    below.away = true;
    assertThat(Await.failure(log.append(chunk(2)))).isInstanceOf(FailureException.class);
    below.away = false;
    below.crash(0);
    Await.result(log.append(chunk(2)));

    assertThat(seqs()).containsExactly(1L, 2L);
  }

  /** A log in memory that a crash takes the newest chunks from. */
  private static final class Forgetful implements LossyGenerationLog {
    private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
    private long losses;
    private boolean crashInAppend;
    private boolean away;

    void crash(long keptUpTo) {
      chunks.tailMap(keptUpTo, false).clear();
      losses++;
    }

    @Override
    public Future<Void> append(List<Chunk> appended) {
      if (away) {
        losses++;
        return Future.failedFuture(new FailureException(ErrorCode.UNAVAILABLE, "away"));
      }
      if (crashInAppend) {
        crashInAppend = false;
        crash(0);
      }
      appended.forEach(chunk -> chunks.putIfAbsent(chunk.seq(), chunk));
      return Future.succeededFuture();
    }

    @Override
    public long losses() {
      return losses;
    }

    @Override
    public Future<List<Chunk>> read(long generationId, long afterSeq) {
      return Future.succeededFuture(new ArrayList<>(chunks.tailMap(afterSeq, false).values()));
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
