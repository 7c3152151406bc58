package dev.parley.faults;

import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** R5: the nodes of a cluster lose sight of each other, while the database is there for all. */
@Tag("cluster")
@Timeout(value = 6, unit = TimeUnit.HOURS)
class PartitionFaultsIT {
  private static final int NODES = 3;
  private static final int CLUSTER_PORT = 5701;
  private static final long FAILURE_TIMEOUT_MS = 3_000;

  /** Beyond twice the failure time-out: starved machines are slow, and the report has figures. */
  private static final long LONGEST_S = 26;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final NumberedProvider provider = new NumberedProvider(vertx);
  private final List<TcpProxy> proxies = new ArrayList<>();
  private Namespaces network;
  private TestCluster cluster;
  private List<Node> nodes;

  @AfterEach
  void stopNodes() {
    if (cluster != null) {
      cluster.close();
    }
    proxies.forEach(TcpProxy::close);
    if (network != null) {
      network.close();
    }
    provider.close();
    vertx.close().await();
  }

  private void startNodes() {
    network = new Namespaces(NODES);
    cluster = new TestCluster(folder, Nodes.settings(Map.of()));
    nodes = IntStream.rangeClosed(1, NODES).mapToObj(this::start).toList();
    nodes.forEach(node -> node.process().awaitReady());
  }

  private Node start(int number) {
    String members =
        IntStream.rangeClosed(1, NODES)
            .mapToObj(i -> network.clusterHost(i) + ":" + CLUSTER_PORT)
            .collect(Collectors.joining(","));
    String machine = network.machine(number);
    int databasePort = cluster.database().postgres().port();
    String database =
        cluster
            .database()
            .url()
            .replace("127.0.0.1:" + databasePort, machine + ":" + proxy(machine, databasePort));
    Map<String, String> own =
        Map.of(
            "HOST",
            network.host(number),
            "DATABASE_URL",
            database,
            "OPENAI_BASE_URL",
            "http://" + machine + ":" + proxy(machine, provider.port()) + "/v1",
            "PARLEY_CLUSTER_HOST",
            network.clusterHost(number),
            "PARLEY_CLUSTER_PORT",
            String.valueOf(CLUSTER_PORT),
            "PARLEY_CLUSTER_MEMBERS",
            members,
            "PARLEY_CLUSTER_FAILURE_TIMEOUT",
            FAILURE_TIMEOUT_MS + "ms");
    return cluster.begin("node-" + number, own, network.by(number));
  }

  private int proxy(String host, int target) {
    TcpProxy proxy = new TcpProxy(vertx, host, target);
    proxies.add(proxy);
    return proxy.port();
  }

  @Test
  void r5PartitionAndHeal() throws Exception {
    startNodes();
    Random dice = Faults.dice("R5");
    List<SocketAddress> gateways =
        IntStream.rangeClosed(1, NODES)
            .mapToObj(
                i -> SocketAddress.inetSocketAddress(nodes.get(i - 1).port(), network.host(i)))
            .toList();
    Reach reach = new Reach(gateways);
    TruthReader reader = new TruthReader(() -> cluster.database().connect());
    Talk.Setting setting = new Talk.Setting(vertx, Entrance.inTurn(gateways), provider, reader);
    try (Report report = new Report("R5 partition and heal")) {
      for (int i = 0; i < Faults.ROUNDS; i++) {
        try (Talk talk = new Talk(setting, dice, NODES)) {
          play(talk, reach, dice, report);
          report.add("rounds", 1);
        } catch (Throwable broken) {
          nodes.forEach(
              node ->
                  History.write(report.frames(), node.name() + ".out", node.process().output()));
          throw broken;
        }
      }
    }
  }

  private void play(Talk talk, Reach reach, Random dice, Report report) {
    provider.pace(30, 20);
    talk.askEverywhere();
    talk.settle(report);
    int victim = 1 + dice.nextInt(NODES);
    network.unplug(victim);
    talk.ask();
    Pause.millis(2 * FAILURE_TIMEOUT_MS + dice.nextInt(2_000));
    long healed = System.nanoTime();
    network.plug(victim);
    talk.askEverywhere();
    reach.await(LONGEST_S);
    long reached = millisSince(healed);
    report.longest("from the healing to every address reachable", reached);
    report.add("later than twice the failure time-out", reached > 2 * FAILURE_TIMEOUT_MS ? 1 : 0);
    talk.settle(report);
    talk.awaitAllPresent();
    report.longest("from the healing to all seen present", millisSince(healed));
    report.longest(
        "from the healing to the last answer seen by all",
        TimeUnit.NANOSECONDS.toMillis(talk.caughtUp() - healed));
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}
