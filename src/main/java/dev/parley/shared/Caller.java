package dev.parley.shared;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Brings results of a connection that many loops use back to the loop that asked. */
public final class Caller {
  private Caller() {}

  /** The same result, on the context that this is called on. */
  public static <T> Future<T> back(Vertx vertx, Future<T> future) {
    Context caller = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    future.onComplete(result -> caller.runOnContext(hop -> promise.handle(result)));
    return promise.future();
  }
}
