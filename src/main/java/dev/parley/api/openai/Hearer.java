package dev.parley.api.openai;

import dev.parley.bus.Asking.End;
import io.vertx.core.Future;

/** Who passes an answer on to the program. Used on one event loop. */
interface Hearer {
  /** Completes when there is room for more; fails when nobody reads any more. */
  Future<Void> text(String text);

  /**
   * There is nothing to tell yet, but somebody works on it.
   *
   * @param place in the queue, 1 for the next one; null when it does not wait
   */
  void alive(Integer place);

  /** Once, and nothing after it. */
  void ended(End end);
}
