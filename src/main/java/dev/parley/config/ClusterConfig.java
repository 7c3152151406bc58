package dev.parley.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How this process finds others and works with them.
 *
 * @param enabled this process finds others and works with them
 * @param name clusters of different names ignore each other
 * @param password every node of a cluster must have the same; null when none is wanted
 * @param host address of this node for the others; null takes that of the host's name
 * @param port of the cluster's membership
 * @param busPort of the event bus; 0 takes a free one
 * @param members {@code host} or {@code host:port} of nodes to look for; this one may be among them
 * @param kubernetesService name of a headless service whose pods are the members; nullable
 * @param failureTimeout a node that is silent for so long is taken for dead
 * @param tls of the event bus; null for none
 */
public record ClusterConfig(
    boolean enabled,
    String name,
    Secret password,
    String host,
    int port,
    int busPort,
    List<String> members,
    String kubernetesService,
    Duration failureTimeout,
    Tls tls) {
  public ClusterConfig {
    members = List.copyOf(members);
  }

  /** PEM files: of this node's certificate, its key, and of who signed those of all nodes. */
  public record Tls(Path certificate, Path key, Path authority) {}
}
