package dev.parley.store;

import dev.parley.chat.Chunk;
import io.vertx.core.Future;
import java.util.List;

/**
 * A log of running generations beside the database's, faster and less safe: it may be away, and
 * fails with UNAVAILABLE then, or come back without what it had. A generation begins here and goes
 * over to the database, as a whole, when its owner notices.
 */
public interface FastLog {
  /** The chunks after {@code afterSeq}, in order. Empty for a generation that is not in the log. */
  Future<List<Chunk>> read(long generationId, long afterSeq);

  /**
   * Refuses, from now on, appends of an older epoch than this one, and reads what was appended
   * before, as one step.
   */
  Future<List<Chunk>> seal(long generationId, long epoch, long afterSeq);
}
