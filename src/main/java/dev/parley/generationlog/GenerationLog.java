package dev.parley.generationlog;

import dev.parley.chat.Chunk;
import io.vertx.core.Future;
import java.util.List;

/**
 * The append-only log of what running generations have said, keyed (generation, seq). What is in
 * the log may be shown, because every reader can get it again.
 */
public interface GenerationLog {
  /**
   * Appends chunks of one generation, contiguous after the newest in the log. Completes when they
   * can be read by any node. Implementations gather the appends of all generations that wait at the
   * same time into one write.
   *
   * <p>The same chunks may come again, because the answer to an append can get lost: those that are
   * in the log already add nothing and are no error.
   *
   * <p>Fails with CONFLICT when the chunks carry an epoch that is no longer the generation's: the
   * caller has lost it and must write nothing more.
   */
  Future<Void> append(List<Chunk> chunks);

  /** The chunks after {@code afterSeq}, in order. Empty for a generation that is not in the log. */
  Future<List<Chunk>> read(long generationId, long afterSeq);

  /**
   * Makes sure that whoever reads finds all that was appended by this process; for a reader that
   * found less. Does nothing where every reader reads the same.
   *
   * @param found sequence number of the newest chunk that the reader can reach without a gap
   * @return that of the newest chunk appended here; 0 for a generation that nothing is known of
   */
  default Future<Long> settle(long generationId, long found) {
    return Future.succeededFuture(0L);
  }

  /** Forgets a generation of which no more is appended. What was appended stays in the log. */
  default void release(long generationId) {}

  Future<Void> close();
}
