package dev.parley.presence;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Set;

/**
 * Who is in a conversation on which node. A node writes what is its own and reads the others', so
 * that nothing has to be agreed on, and saying the same again does no harm. What a node said is
 * forgotten when that node is gone. Safe to use from any thread.
 */
public interface Presence {
  /** People of one node in one conversation; more are not told of (FIRST_COME). */
  int MAX_PEOPLE = 1_000;

  /**
   * Says who is in a conversation on this node from now on, and learns who is there on others.
   * Fails with UNAVAILABLE while what the nodes share is away; whether others know then is not
   * known.
   *
   * @param here up to {@link #MAX_PEOPLE}; empty when there is nobody any more
   */
  Future<Set<Long>> exchange(long conversationId, Set<Long> here);

  /** What was said must be said again so often, or it is forgotten. */
  Duration beat();
}
