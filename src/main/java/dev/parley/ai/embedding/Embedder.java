package dev.parley.ai.embedding;

import dev.parley.bus.Embeddings;
import dev.parley.bus.Embeddings.Keep;
import dev.parley.bus.Embeddings.Work;
import dev.parley.bus.Searches.Range;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;

/**
 * The model behind its one thread. What somebody waits for comes after a few passages of whatever
 * message is at work.
 */
final class Embedder {
  /** Texts of searches that wait; more are refused. */
  private static final int MAX_WAITING = 32;

  /** Passages that the thread works on without looking at anything else. */
  private static final int SLICE = 4;

  private final WorkerExecutor worker;
  private final Model model;
  private int waiting;

  /**
   * @param worker with one thread
   */
  Embedder(WorkerExecutor worker, Model model) {
    this.worker = worker;
    this.model = model;
  }

  /** The vector of what somebody looks for. Refused with UNAVAILABLE when too many wait. */
  Future<Embeddings.Vector> embed(String text) {
    if (waiting == MAX_WAITING) {
      return Future.failedFuture(
          new FailureException(ErrorCode.UNAVAILABLE, "Too many are searching, try again"));
    }
    waiting++;
    return worker
        .executeBlocking(() -> new Embeddings.Vector(model.embed(text)), false)
        .onComplete(done -> waiting--);
  }

  /** The vectors of a message. */
  Future<Keep> embed(Work message) {
    List<Range> passages = Passages.of(message.content());
    byte[] vectors = new byte[passages.size() * Embeddings.DIMENSIONS];
    return embed(message.content(), passages, vectors, 0)
        .map(done -> new Keep(message.messageId(), message.until(), vectors, passages));
  }

  private Future<Void> embed(String text, List<Range> passages, byte[] vectors, int from) {
    int to = Math.min(passages.size(), from + SLICE);
    if (from == to) {
      return Future.succeededFuture();
    }
    return worker
        .<Void>executeBlocking(
            () -> {
              for (int i = from; i < to; i++) {
                Range passage = passages.get(i);
                byte[] vector = model.embed(text.substring(passage.start(), passage.end()));
                System.arraycopy(vector, 0, vectors, i * vector.length, vector.length);
              }
              return null;
            },
            false)
        .compose(done -> embed(text, passages, vectors, to));
  }
}
