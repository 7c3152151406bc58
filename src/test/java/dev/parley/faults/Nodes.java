package dev.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Ports;
import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A cluster in which every role has processes of its own, two each, that can be replaced. */
final class Nodes implements AutoCloseable {
  static final List<String> GATEWAYS = List.of("west", "east");
  static final List<String> AIS = List.of("ai-1", "ai-2");
  static final List<String> STORES = List.of("store-1", "store-2");

  static final List<String> ALL = Stream.of(STORES, AIS, GATEWAYS).flatMap(List::stream).toList();

  /** Of the answers, milliseconds. */
  static final long LEASE_MS = 3_000;

  /** Longest way back into the cluster, seconds. */
  private static final int BACK_S = 90;

  /** They start sooner so, and six of them fit into a small machine. */
  private static final String SMALL = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx192m";

  private final TestCluster cluster;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Integer> health = new HashMap<>();

  Nodes(Path folder, Map<String, String> environment) {
    this.cluster = new TestCluster(folder, settings(environment));
  }

  /** What nodes of all scenarios are given. */
  static Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("JAVA_TOOL_OPTIONS", SMALL);
    settings.put("PARLEY_AI_LEASE", LEASE_MS + "ms");
    settings.put("PARLEY_AUTH_ACCESS_TOKEN_TTL", "12h");
    settings.put("PARLEY_LIMITS_CONNECTIONS_PER_USER", "10000");
    settings.putAll(more);
    return settings;
  }

  TestCluster cluster() {
    return cluster;
  }

  Node node(String name) {
    return nodes.get(name);
  }

  /** Starts those that do not run, all at once, and waits until they are ready. */
  void revive() {
    revive(Map.of());
  }

  /** The same, with settings of their own for some. */
  void revive(Map<String, Map<String, String>> own) {
    List<Node> started =
        ALL.stream()
            .filter(name -> !runs(name))
            .map(name -> start(name, own.getOrDefault(name, Map.of())))
            .toList();
    started.forEach(node -> node.process().awaitReady());
  }

  private boolean runs(String name) {
    return nodes.containsKey(name) && nodes.get(name).process().isAlive();
  }

  private Node start(String name, Map<String, String> own) {
    Map<String, String> settings = new HashMap<>(own);
    settings.put("PARLEY_ROLES", roles(name));
    if (AIS.contains(name)) {
      int port = health.computeIfAbsent(name, first -> Ports.free());
      settings.put("PARLEY_HEALTH_PORT", String.valueOf(port));
    }
    Node node = cluster.begin(name, settings, List.of());
    nodes.put(name, node);
    return node;
  }

  private static String roles(String name) {
    return GATEWAYS.contains(name) ? "gateway" : AIS.contains(name) ? "ai" : "store,metrics";
  }

  /** The gateways in turn, as long as there is no balancer. */
  Entrance entrance() {
    List<SocketAddress> gateways =
        GATEWAYS.stream().map(name -> Entrance.local(nodes.get(name).port())).toList();
    return Entrance.inTurn(gateways);
  }

  /**
   * Waits until a node that writes answers sees all others, and they see it.
   *
   * @return how long that took, milliseconds
   */
  long awaitBack(String name) {
    long from = System.nanoTime();
    long end = from + TimeUnit.SECONDS.toNanos(BACK_S);
    int gateway = nodes.get(GATEWAYS.getFirst()).port();
    while (!seesAll(health.get(name)) || !seesAll(gateway)) {
      assertThat(System.nanoTime()).as("%s is not back: %s", name, Faults.hint()).isLessThan(end);
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
  }

  private static boolean seesAll(int port) {
    return Reach.seesAll(Entrance.local(port), ALL.size());
  }

  /** What every node printed, for a failure. */
  void dump(Path folder) {
    nodes.forEach((name, node) -> History.write(folder, name + ".out", node.process().output()));
  }

  @Override
  public void close() {
    cluster.close();
  }
}
