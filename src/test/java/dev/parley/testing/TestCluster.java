package dev.parley.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes as processes of their own, on this machine, that share a database. Each has a name, ports
 * of its own and a seat among the members; a node that was killed can be started again in its seat.
 */
public final class TestCluster implements AutoCloseable {
  private static final int SEATS = 8;

  private final Path folder;
  private final Map<String, String> environment;
  private final TestDatabase database = TestDatabase.create();
  private final List<Integer> seats = new ArrayList<>();
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  /**
   * A process and where it is reached.
   *
   * @param port of its gateway
   */
  public record Node(String name, int port, ServerProcess process) {}

  /**
   * @param folder for the data folders
   * @param environment of all nodes
   */
  public TestCluster(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    for (int i = 0; i < SEATS; i++) {
      seats.add(Ports.free());
    }
  }

  public TestDatabase database() {
    return database;
  }

  /** Starts a node with all roles, and waits until it is ready. */
  public Node start(String name) {
    return start(name, Map.of());
  }

  /** Starts a node with settings of its own, and waits until it is ready. */
  public Node start(String name, Map<String, String> own) {
    Node node = begin(name, own, List.of());
    node.process().awaitReady();
    return node;
  }

  /**
   * Starts a node and does not wait; {@link ServerProcess#awaitReady} does.
   *
   * @param by the words before its command line
   */
  public Node begin(String name, Map<String, String> own, List<String> by) {
    Node old = nodes.get(name);
    int seat = old == null ? nodes.size() : List.copyOf(nodes.keySet()).indexOf(name);
    int port = old == null ? Ports.free() : old.port();
    ServerProcess process =
        ServerProcess.launch(by, folder.resolve(name), port, settings(name, seat, own));
    Node node = new Node(name, port, process);
    nodes.put(name, node);
    return node;
  }

  /** Starts a node that is not expected to become ready, in the next free seat. */
  public ServerProcess launch(String name, Map<String, String> own) {
    return ServerProcess.launch(
        folder.resolve(name + "-launched"), Ports.free(), settings(name, nodes.size(), own));
  }

  private Map<String, String> settings(String name, int seat, Map<String, String> own) {
    Map<String, String> settings = new HashMap<>();
    settings.put("HOST", "127.0.0.1");
    settings.put("PARLEY_NODE", name);
    settings.put("DATABASE_URL", database.url());
    settings.put("JWT_SECRET", "a secret for tests, of 32 characters or more");
    settings.put("PARLEY_CLUSTER_ENABLED", "true");
    settings.put("PARLEY_CLUSTER_NAME", database.postgres().database());
    settings.put("PARLEY_CLUSTER_PASSWORD", "a password of the cluster");
    settings.put("PARLEY_CLUSTER_HOST", "127.0.0.1");
    settings.put("PARLEY_CLUSTER_PORT", String.valueOf(seats.get(seat)));
    settings.put(
        "PARLEY_CLUSTER_MEMBERS",
        String.join(",", seats.stream().map(port -> "127.0.0.1:" + port).toList()));
    settings.put("PARLEY_CLUSTER_FAILURE_TIMEOUT", "3s");
    settings.put("PARLEY_LIMITS_LOGINS_PER_MINUTE", "10000");
    settings.put("PARLEY_LIMITS_MESSAGES_PER_MINUTE", "10000");
    settings.put("PARLEY_LIMITS_MESSAGE_BURST", "10000");
    settings.put("PARLEY_AI_BREAKER_FAILURES", "1000");
    settings.putAll(environment);
    settings.putAll(own);
    return settings;
  }

  /** Kills what still runs. */
  @Override
  public void close() {
    nodes.values().forEach(node -> node.process().kill());
    database.close();
  }
}
