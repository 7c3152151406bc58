package dev.parley.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Set;
import java.util.UUID;

/** The processes that work together, this one among them. Safe to use from any thread. */
public interface Members {
  /** What this process is called for as long as it runs; no other is ever called so. */
  String me();

  /** Those that are there now. */
  Set<String> all();

  /** Calls the action, on any thread, whenever another one has gone, in whatever way. */
  void onLeave(Runnable action);

  /** Of the cluster that {@code vertx} has joined, or this process alone. */
  static Members of(Vertx vertx) {
    return ((VertxInternal) vertx).clusterManager() instanceof HazelcastClusterManager manager
        ? new HazelcastMembers(manager)
        : alone();
  }

  static Members alone() {
    String me = UUID.randomUUID().toString();
    return new Members() {
      @Override
      public String me() {
        return me;
      }

      @Override
      public Set<String> all() {
        return Set.of(me);
      }

      @Override
      public void onLeave(Runnable action) {
        // Nobody else is there who could.
      }
    };
  }
}
