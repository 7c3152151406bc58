package dev.parley.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.server.ServerConnectionManager;
import dev.parley.bus.Bus;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the connection to a node that was lost sight of as soon as it can be reached again.
 *
 * <p>Hazelcast looks for lost nodes one after another: it tries to connect once, waits for five
 * seconds whether that has failed or not, and goes on with the next. With a connection there it
 * need not wait. All lost addresses are tried at once here, by sockets that block nothing, because
 * Hazelcast connects on the few threads that it needs for the cluster. A node that ended for good
 * cannot be told from one that is cut off, and is looked for as long. Requests that were made while
 * nodes saw less of each other than there is are made again.
 */
final class Reunion implements MembershipListener {
  private static final Logger LOG = LoggerFactory.getLogger(Reunion.class);
  private static final long LOOK_MS = 500;
  private static final int CONNECT_TIMEOUT_MS = 1_000;
  private static final long LOOK_FOR_NANOS = TimeUnit.HOURS.toNanos(1);

  /** Addresses looked for; one more is left to Hazelcast alone (REFUSE_NEWEST). */
  private static final int MAX_LOST = 100;

  /** When each was lost, by the monotonic clock. */
  private final Map<Address, Long> lost = new ConcurrentHashMap<>();

  private final Vertx vertx;
  private final ServerConnectionManager connections;
  private final NetClient client;

  private Reunion(Vertx vertx, HazelcastInstance instance, String host) {
    this.vertx = vertx;
    this.connections =
        ((HazelcastInstanceProxy) instance)
            .getOriginal()
            .node
            .getServer()
            .getConnectionManager(EndpointQualifier.MEMBER);
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MS).setLocalAddress(host));
  }

  /** Looks for whoever is lost from now on, until the node ends. */
  static void watch(Vertx vertx, HazelcastInstance instance, String host) {
    Reunion reunion = new Reunion(vertx, instance, host);
    instance.getCluster().addMembershipListener(reunion);
    vertx.setPeriodic(LOOK_MS, look -> reunion.look());
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    if (lost.size() < MAX_LOST) {
      lost.put(event.getMember().getAddress(), System.nanoTime());
    }
    Bus.nodesChanged(vertx);
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    lost.remove(event.getMember().getAddress());
    Bus.nodesChanged(vertx);
  }

  private void look() {
    long now = System.nanoTime();
    lost.values().removeIf(since -> now - since > LOOK_FOR_NANOS);
    lost.keySet().stream().filter(address -> connections.get(address) == null).forEach(this::look);
  }

  private void look(Address address) {
    client
        .connect(address.getPort(), address.getHost())
        .onSuccess(
            socket -> {
              connections.getOrConnect(address, true);
              socket.close().onFailure(error -> LOG.debug("Closing a look at {}", address, error));
            })
        .onFailure(error -> LOG.debug("{} cannot be reached yet", address, error));
  }
}
