package dev.parley.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.MemberAttributeConfig;
import dev.parley.config.Config;
import dev.parley.config.Role;
import dev.parley.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whether a node that has just joined belongs to those that were there. It finds that out by
 * itself, before it serves anything: this keeps mistakes out. Whoever can reach the ports of a
 * cluster and means harm is kept out by the network and by TLS of the event bus.
 */
final class Admission {
  /** Nodes that do not understand each other's messages have different ones. */
  private static final String WIRE_VERSION = "1";

  private static final String VERSION = "parley.wire";
  private static final String PROOF = "parley.password";

  /** Where answers that run are logged; absent on nodes that neither write nor read them. */
  private static final String LOG = "parley.log";

  private Admission() {}

  /** Writes on the node what others compare. */
  static void describe(MemberAttributeConfig attributes, Secret password) {
    attributes.setAttribute(VERSION, WIRE_VERSION);
    attributes.setAttribute(PROOF, proof(password));
  }

  /** Writes on the node where it looks for answers that run, if it does. */
  static void describeLog(MemberAttributeConfig attributes, Config config) {
    if (config.roles().contains(Role.AI) || config.roles().contains(Role.STORE)) {
      attributes.setAttribute(LOG, config.redis().url() == null ? "database" : "redis");
    }
  }

  /**
   * Compares this node with the others.
   *
   * @throws ClusterException when it differs from one of them
   */
  static void check(Cluster cluster) throws ClusterException {
    Member me = cluster.getLocalMember();
    for (Member other : cluster.getMembers()) {
      String where = "the node at " + other.getAddress().getHost() + " of the cluster";
      if (!same(VERSION, me, other)) {
        throw new ClusterException(
            "This version of Parley does not understand " + where + ", whose version differs.",
            null);
      }
      if (!same(PROOF, me, other)) {
        throw new ClusterException(
            "This node has another cluster.password than " + where + ".", null);
      }
      // One that does not look into Redis would say that nothing was said.
      if (other.getAttribute(LOG) != null
          && me.getAttribute(LOG) != null
          && !same(LOG, me, other)) {
        throw new ClusterException(
            "Either this node or "
                + where
                + " has no redis.url: all nodes with the role ai or store need the same one,"
                + " or none.",
            null);
      }
    }
  }

  private static boolean same(String attribute, Member one, Member other) {
    String mine = String.valueOf(one.getAttribute(attribute));
    return mine.equals(other.getAttribute(attribute));
  }

  private static String proof(Secret password) {
    try {
      byte[] text = (password == null ? "" : password.reveal()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
