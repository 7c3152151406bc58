package dev.parley.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real HAProxy with the file that is shipped, in front of nodes on this machine. Nodes are
 * numbered from 1, in the order of their ports.
 */
public final class Haproxy implements AutoCloseable {
  public static final Path CONFIGURATION = Path.of("deploy", "haproxy", "haproxy.cfg");

  private static final long PATIENCE_S = 30;
  private static final int NODES = 3;

  /** A column of HAProxy's statistics. */
  private static final int CURRENT_SESSIONS = 4;

  private static final Pattern STATE = Pattern.compile("Server parley/node(\\d) is (UP|DOWN)");

  private final int port = Ports.free();
  private final int statistics = Ports.free();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> output = new ArrayList<>();
  private final boolean[] up = new boolean[NODES + 1];
  private final int nodes;
  private Process process;

  /** With the shipped times. */
  public Haproxy(int... nodePorts) {
    this(Map.of(), nodePorts);
  }

  /**
   * Starts it, and waits until it accepts connections.
   *
   * @param settings variables of the file, such as {@code LB_CLIENT_TIMEOUT}
   * @param nodePorts one to three; the other nodes of the file are never there
   */
  public Haproxy(Map<String, String> settings, int... nodePorts) {
    environment.put("LB_BIND", "127.0.0.1:" + port);
    environment.put("LB_STATS_PORT", String.valueOf(statistics));
    environment.put("LB_MAX_CONNECTIONS", "8000");
    nodes = nodePorts.length;
    for (int node = 1; node <= NODES; node++) {
      int nodePort = node <= nodes ? nodePorts[node - 1] : Ports.free();
      environment.put("LB_NODE_" + node, "127.0.0.1:" + nodePort);
    }
    environment.putAll(settings);
    restart();
  }

  public int port() {
    return port;
  }

  /** Ends it at once, with all connections. */
  public void stop() {
    List<ProcessHandle> workers = process.descendants().toList();
    process.destroyForcibly();
    workers.forEach(ProcessHandle::destroyForcibly);
    Stream.concat(Stream.of(process.toHandle()), workers.stream())
        .forEach(one -> waitFor(one.onExit()));
  }

  /** On the same port again. */
  public void restart() {
    Arrays.fill(up, true);
    ProcessBuilder builder =
        new ProcessBuilder(binary(), "-W", "-f", CONFIGURATION.toString())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    CompletableFuture<Void> ready = new CompletableFuture<>();
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new AssertionError("HAProxy cannot be started; is it installed?", e);
    }
    Process started = process;
    Thread.ofPlatform().daemon().name("output of HAProxy").start(() -> read(started, ready));
    waitFor(ready);
    // Until it has found out, it tries those that are never there, because they have the fewest.
    for (int node = nodes + 1; node <= NODES; node++) {
      await(node, false);
    }
  }

  /** Waits until its checks have found a node ready, or not. */
  public void await(int node, boolean ready) {
    await(() -> up[node] == ready, "node" + node + (ready ? " up" : " down"));
  }

  /** Waits until it has printed such a line. */
  public void awaitOutput(Predicate<String> line) {
    await(() -> output.stream().anyMatch(line), "such a line");
  }

  private void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    synchronized (output) {
      while (!condition.getAsBoolean()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("not " + what + ": " + output);
        }
        try {
          output.wait(left);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /** Connections that a node has now, by HAProxy's count. */
  public int connections(int node) {
    String row = "parley,node" + node + ",";
    return ask("show stat")
        .lines()
        .filter(line -> line.startsWith(row))
        .map(line -> Integer.parseInt(line.split(",", -1)[CURRENT_SESSIONS]))
        .findFirst()
        .orElseThrow();
  }

  /** Everything it has printed. */
  public List<String> output() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Where the program is; some users do not have its folder on their path. */
  public static String binary() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/local/sbin", "/usr/sbin"))
        .map(folder -> Path.of(folder, "haproxy"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(() -> new AssertionError("HAProxy is not installed"));
  }

  private String ask(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), statistics)) {
      socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void read(Process started, CompletableFuture<Void> ready) {
    try (BufferedReader reader = started.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        note(line);
        if (line.contains("Loading success")) {
          ready.complete(null);
        }
      }
    } catch (IOException gone) {
      ready.completeExceptionally(gone);
    }
    ready.completeExceptionally(new IllegalStateException("it ended: " + output()));
  }

  private void note(String line) {
    Matcher state = STATE.matcher(line);
    synchronized (output) {
      output.add(line);
      if (state.find()) {
        up[Integer.parseInt(state.group(1))] = state.group(2).equals("UP");
      }
      output.notifyAll();
    }
  }

  private static void waitFor(CompletableFuture<?> future) {
    try {
      future.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
