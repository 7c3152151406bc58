package dev.parley.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.spi.cluster.ClusterManager;

/** Every node has a name of its own: generations are owned by it, and stops are sent to it. */
final class NodeNames {
  private NodeNames() {}

  /** Takes the name, from a node that is gone too, which had no chance to give it back. */
  static void claim(Vertx vertx, ClusterManager manager, String name) throws ClusterException {
    String me = manager.getNodeId();
    String holder =
        Clustering.await(
            vertx
                .sharedData()
                .<String, String>getClusterWideMap("parley.nodes")
                .compose(names -> claim(names, manager, name, me)),
            "Cannot claim the name " + name + " in the cluster");
    if (holder != null) {
      throw new ClusterException(
          "Another node of the cluster is called " + name + ". Set PARLEY_NODE to another name.",
          null);
    }
  }

  /** Null when the name is ours, otherwise who has it. */
  private static Future<String> claim(
      AsyncMap<String, String> names, ClusterManager manager, String name, String me) {
    return names
        .putIfAbsent(name, me)
        .compose(
            holder -> {
              if (holder == null || holder.equals(me)) {
                return Future.succeededFuture();
              }
              if (manager.getNodes().contains(holder)) {
                return Future.succeededFuture(holder);
              }
              return names
                  .replaceIfPresent(name, holder, me)
                  .compose(
                      mine -> mine ? Future.succeededFuture() : claim(names, manager, name, me));
            });
  }
}
