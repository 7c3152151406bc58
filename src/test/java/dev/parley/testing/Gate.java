package dev.parley.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A place where a scripted server waits until the test lets it go on. */
public final class Gate {
  private final Promise<Void> reached = Promise.promise();
  private final Promise<Void> open = Promise.promise();

  /** Lets the server pass, now or whenever it comes. */
  public void open() {
    open.tryComplete();
  }

  /** Completes when the server stands here. */
  public Future<Void> reached() {
    return reached.future();
  }

  Future<Void> pass() {
    reached.tryComplete();
    return open.future();
  }
}
