package dev.parley.hub;

import io.vertx.core.Context;
import java.util.Objects;

/**
 * An event loop as a place to run things: the context of a verticle, whose handlers may well run on
 * duplicates of it, and the one thread that all of them share.
 */
public record Loop(Context context, Thread thread) {
  public Loop {
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(thread, "thread");
  }

  /** The loop that this is called on, of a verticle that is starting. */
  public static Loop of(Context verticle) {
    return new Loop(verticle, Thread.currentThread());
  }

  /** Runs the action on this loop: at once when already there. */
  public void run(Runnable action) {
    if (Thread.currentThread() == thread) {
      action.run();
    } else {
      context.runOnContext(hop -> action.run());
    }
  }
}
