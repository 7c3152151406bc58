package dev.parley.ai.tool;

import dev.parley.ai.tool.Tool.Person;
import io.vertx.core.Future;

/**
 * The answer that tools are called for.
 *
 * @param person in whose name
 * @param epoch of the generation, as long as it is this node's
 */
public record Asked(Person person, long conversationId, long generationId, Hold hold, long epoch) {

  /** Whether the answer is this node's. */
  public interface Hold {
    /** Whether anything may be said of it now. */
    boolean holds();

    /** Completes when it surely is this node's, also later; never when it was lost. */
    Future<Void> certain();
  }
}
