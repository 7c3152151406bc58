package dev.parley.auth;

import io.vertx.core.Future;

/**
 * The sessions that ended, as all nodes see them from the moment that {@link #add} completes, for
 * as long as access tokens of theirs may be good. Both fail with UNAVAILABLE while what the nodes
 * share is away. Safe to use from any thread.
 */
public interface EndedEverywhere {
  Future<Void> add(String sessionId);

  Future<Boolean> contains(String sessionId);

  /** Of a process that is alone: it knows all by itself. */
  static EndedEverywhere alone() {
    return new EndedEverywhere() {
      @Override
      public Future<Void> add(String sessionId) {
        return Future.succeededFuture();
      }

      @Override
      public Future<Boolean> contains(String sessionId) {
        return Future.succeededFuture(false);
      }
    };
  }
}
