package dev.parley.presence.cluster;

import dev.parley.cluster.Members;
import dev.parley.presence.Presence;
import dev.parley.presence.SharedPresenceContract;
import dev.parley.shared.ClusterMap;
import dev.parley.testing.Await;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;

/** Without a cluster the map is one of this process; the way to it is the same. */
class ClusterPresenceTest extends SharedPresenceContract {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    Await.result(vertx.close());
  }

  @Override
  protected Presence node(Members members) {
    return new ClusterPresence(Await.result(ClusterMap.open(vertx, "parley.shared.test")), members);
  }
}
