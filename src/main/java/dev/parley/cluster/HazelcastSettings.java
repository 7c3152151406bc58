package dev.parley.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import dev.parley.config.ClusterConfig;
import java.util.List;

/** What the cluster manager is told. */
final class HazelcastSettings {
  /** Longest wait for the others to take over what a leaving node held, seconds. */
  private static final int LEAVE_S = 5;

  /** Entries of a map on one node; about 20 MB. */
  private static final int MAX_ENTRIES = 100_000;

  /** How long a bucket of a rate limit that nobody takes from is kept, seconds. */
  private static final int RATE_S = 3_600;

  /**
   * When halves of a cluster find each other, every node of the smaller one registers again what it
   * offers: its old entries need not be carried over, which takes long while nodes still come and
   * go.
   */
  private static final MergePolicyConfig REGISTERED_AGAIN =
      new MergePolicyConfig().setPolicy(DiscardMergePolicy.class.getName());

  private HazelcastSettings() {}

  static Config of(ClusterConfig cluster, String host) {
    Config config = new Config(); // its own files and system properties are not looked at
    config.setClusterName(cluster.name());
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.graceful.shutdown.max.wait", String.valueOf(LEAVE_S));
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    // What it holds is small; fewer partitions move sooner when a node comes or goes, and what has
    // to wait for that is tried again soon.
    config.setProperty("hazelcast.partition.count", "61");
    config.setProperty("hazelcast.invocation.retry.pause.millis", "50");
    // On small machines Hazelcast takes so few threads that iterating over its maps, as is done
    // when a node is gone, keeps beats from being heard, and healthy nodes are taken for dead.
    config.setProperty("hazelcast.operation.generic.thread.count", "8");
    config.setProperty("hazelcast.operation.priority.generic.thread.count", "2");
    config.setProperty("hazelcast.operation.thread.count", "4");
    Admission.describe(config.getMemberAttributeConfig(), cluster.password());
    failureDetection(config, cluster);
    network(config.getNetworkConfig(), cluster, host);
    // One copy on another node outlives the death of any one.
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setMergePolicyConfig(REGISTERED_AGAIN)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(
        new MapConfig("__vertx.*").setBackupCount(1).setMergePolicyConfig(REGISTERED_AGAIN));
    config.addMapConfig(new MapConfig("parley.*").setBackupCount(1));
    config.addMapConfig(bounded("parley.shared.*"));
    config.addMapConfig(bounded("parley.shared.rates").setTimeToLiveSeconds(RATE_S));
    return config;
  }

  /** When it is full, what was used longest ago is forgotten (LEAST_RECENTLY_USED). */
  private static MapConfig bounded(String name) {
    return new MapConfig(name)
        .setBackupCount(1)
        .setEvictionConfig(
            new EvictionConfig()
                .setEvictionPolicy(EvictionPolicy.LRU)
                .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                .setSize(MAX_ENTRIES));
  }

  /** A closed connection is noticed at once; this is for nodes that hang or are cut off. */
  private static void failureDetection(Config config, ClusterConfig cluster) {
    long seconds = Math.max(2, cluster.failureTimeout().toSeconds());
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", String.valueOf(seconds));
    // A node that hangs while it is given a partition is waited for by all who need that partition.
    config.setProperty("hazelcast.partition.migration.timeout", String.valueOf(seconds));
    config.setProperty("hazelcast.operation.call.timeout.millis", String.valueOf(2_000 * seconds));
    // After a partition the halves look for each other as often. A connection that does not come
    // about within this time keeps another one from being tried.
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "1");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "1");
    config.setProperty("hazelcast.socket.connect.timeout.seconds", "2");
  }

  private static void network(NetworkConfig network, ClusterConfig cluster, String host) {
    network.setPort(cluster.port()).setPortAutoIncrement(false).setReuseAddress(true);
    network.setPublicAddress(host + ":" + cluster.port());
    network.getInterfaces().setEnabled(true).setInterfaces(List.of(host));
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    if (cluster.kubernetesService() != null) {
      join.getKubernetesConfig()
          .setEnabled(true)
          .setProperty("service-dns", cluster.kubernetesService())
          .setProperty("service-port", String.valueOf(cluster.port()));
    } else {
      join.getTcpIpConfig()
          .setEnabled(true)
          .setConnectionTimeoutSeconds(2)
          .setMembers(cluster.members());
    }
  }
}
