package dev.parley.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Set;

/** The one listener that Vert.x has for nodes is left to whoever else wants it. */
record HazelcastMembers(HazelcastClusterManager manager) implements Members {
  @Override
  public String me() {
    return manager.getNodeId();
  }

  @Override
  public Set<String> all() {
    return Set.copyOf(manager.getNodes());
  }

  @Override
  public void onLeave(Runnable action) {
    manager
        .getHazelcastInstance()
        .getCluster()
        .addMembershipListener(
            new MembershipListener() {
              @Override
              public void memberAdded(MembershipEvent event) {
                // Its people come after it.
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                action.run();
              }
            });
  }
}
