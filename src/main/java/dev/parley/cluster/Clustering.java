package dev.parley.cluster;

import dev.parley.config.ClusterConfig;
import dev.parley.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes this process a node of a cluster: its event bus reaches all nodes. */
public final class Clustering {
  private static final Logger LOG = LoggerFactory.getLogger(Clustering.class);
  private static final long JOIN_TIMEOUT_S = 60;

  /**
   * For two seconds when a node refuses connections, six when nothing comes back; one that is away
   * for longer is found out by the cluster. Meanwhile what is sent to it waits.
   */
  private static final int RECONNECT_ATTEMPTS = 4;

  private static final long RECONNECT_MS = 500;
  private static final int CONNECT_TIMEOUT_MS = 1_000;

  /** Between a sign of life and the next question for one. */
  private static final int PING_MS = 1_000;

  /** For all nodes to hear of a change, and for messages that were sent before. */
  private static final long ARRIVAL_MS = 500;

  private Clustering() {}

  /**
   * Joins, or is the first. Blocks until the name of the node is known to be nobody else's.
   *
   * @throws ClusterException when the others refuse this node, or the configuration does not work
   */
  public static Vertx join(Config config) throws ClusterException {
    ClusterConfig cluster = config.cluster();
    String host = host(cluster);
    com.hazelcast.config.Config settings = HazelcastSettings.of(cluster, host);
    Admission.describeLog(settings.getMemberAttributeConfig(), config);
    Withdrawal manager = new Withdrawal(settings);
    Vertx vertx =
        await(
            Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(bus(cluster, host)))
                .withClusterManager(manager)
                .buildClustered(),
            "Cannot join the cluster " + cluster.name() + " at " + host + ":" + cluster.port());
    try {
      Admission.check(manager.getHazelcastInstance().getCluster());
      NodeNames.claim(vertx, manager, config.node());
      Reunion.watch(vertx, manager.getHazelcastInstance(), host);
    } catch (ClusterException e) {
      vertx.close().onFailure(error -> LOG.warn("Could not leave the cluster", error));
      throw e;
    }
    LOG.info(
        "Node {} is one of {} of cluster {}",
        config.node(),
        manager.getNodes().size(),
        cluster.name());
    return vertx;
  }

  /**
   * Other nodes send nothing more to these addresses of this node, which still serves what is on
   * its way. Completes when that must have arrived; at once outside of a cluster.
   */
  public static Future<Void> withdraw(Vertx vertx, Predicate<String> addresses) {
    if (!(((VertxInternal) vertx).clusterManager() instanceof Withdrawal manager)) {
      return Future.succeededFuture();
    }
    boolean alone = manager.getNodes().size() < 2;
    return manager
        .withdraw(addresses)
        .compose(known -> alone ? Future.succeededFuture() : vertx.timer(ARRIVAL_MS).mapEmpty());
  }

  private static EventBusOptions bus(ClusterConfig cluster, String host) throws ClusterException {
    int silence = (int) cluster.failureTimeout().toMillis();
    EventBusOptions options =
        new EventBusOptions()
            .setHost(host)
            .setClusterPublicHost(host)
            .setPort(cluster.busPort())
            .setConnectTimeout(CONNECT_TIMEOUT_MS)
            .setReconnectAttempts(RECONNECT_ATTEMPTS)
            .setReconnectInterval(RECONNECT_MS)
            .setClusterPingInterval(PING_MS)
            .setClusterPingReplyInterval(Math.max(PING_MS, silence - PING_MS));
    options.setTcpNoDelay(true);
    return cluster.tls() == null ? options : secure(options, cluster.tls());
  }

  private static EventBusOptions secure(EventBusOptions options, ClusterConfig.Tls tls)
      throws ClusterException {
    for (Path file : List.of(tls.certificate(), tls.key(), tls.authority())) {
      if (!Files.isReadable(file)) {
        throw new ClusterException("cluster.tls: the file " + file + " cannot be read.", null);
      }
    }
    return options
        .setSsl(true)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertPath(tls.certificate().toString())
                .addKeyPath(tls.key().toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(tls.authority().toString()))
        .setClientAuth(ClientAuth.REQUIRED);
  }

  private static String host(ClusterConfig cluster) throws ClusterException {
    try {
      InetAddress address =
          cluster.host() == null
              ? InetAddress.getLocalHost()
              : InetAddress.getByName(cluster.host());
      return address.getHostAddress();
    } catch (UnknownHostException e) {
      throw new ClusterException(
          "cluster.host: " + e.getMessage() + ". Set it to an address of this machine.", e);
    }
  }

  static <T> T await(Future<T> future, String what) throws ClusterException {
    try {
      return future.await(JOIN_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new ClusterException(what + ": " + reason(e) + ".", e);
    }
  }

  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
