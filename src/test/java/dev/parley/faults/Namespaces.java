package dev.parley.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network of this test's own: each node has a namespace with two links, one to a switch between
 * the nodes, which can be unplugged, and one to this machine. Needs root. Everything is inside the
 * namespaces, so that nothing is left when they are gone.
 */
final class Namespaces implements AutoCloseable {
  private static final Pattern OURS = Pattern.compile("^(parley-(\\d+)-\\d+)\\b");
  private static final long PID = ProcessHandle.current().pid();

  private final int nodes;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread hook = new Thread(this::removeAll);

  /**
   * @param nodes numbered from 1, at most 9
   */
  Namespaces(int nodes) {
    this.nodes = nodes;
    removeOfTheDead();
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      make();
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  private void make() {
    if (!tried("ip netns add " + name(0))) {
      throw new AssertionError(
          "This scenario makes network namespaces: it needs root (CAP_SYS_ADMIN and"
              + " CAP_NET_ADMIN) and the program ip of the package iproute2.");
    }
    ip("-n %s link add switch type bridge".formatted(name(0)));
    ip("-n %s link set switch up".formatted(name(0)));
    for (int i = 1; i <= nodes; i++) {
      String here = "p" + PID + "-" + i;
      ip("netns add %s".formatted(name(i)));
      ip("-n %s link set lo up".formatted(name(i)));
      ip(
          "link add plug netns %s type veth peer name plug%d netns %s"
              .formatted(name(i), i, name(0)));
      ip("-n %s link set plug%d master switch up".formatted(name(0), i));
      ip("-n %s addr add %s/24 dev plug".formatted(name(i), clusterHost(i)));
      ip("-n %s link set plug up".formatted(name(i)));
      ip("link add %s type veth peer name front netns %s".formatted(here, name(i)));
      ip("addr add %s/30 dev %s".formatted(machine(i), here));
      ip("link set %s up".formatted(here));
      ip("-n %s addr add %s/30 dev front".formatted(name(i), host(i)));
      ip("-n %s link set front up".formatted(name(i)));
    }
  }

  /** What makes a program run in the namespace of a node. */
  List<String> by(int node) {
    return List.of("ip", "netns", "exec", name(node));
  }

  /** Where the node is reached from this machine. */
  String host(int node) {
    return net() + node + ".2";
  }

  /** Where this machine is reached from the node. */
  String machine(int node) {
    return net() + node + ".1";
  }

  /** Where the nodes reach each other. */
  String clusterHost(int node) {
    return net() + "100." + node;
  }

  /** Private, and different for test runs at the same time. */
  private static String net() {
    return "10." + (64 + PID % 128) + ".";
  }

  /** The node does not reach the others any more, nor they it; nobody is told. */
  void unplug(int node) {
    ip("-n %s link set plug%d nomaster".formatted(name(0), node));
  }

  void plug(int node) {
    ip("-n %s link set plug%d master switch".formatted(name(0), node));
  }

  private static String name(int node) {
    return "parley-" + PID + "-" + node;
  }

  /** Of test runs that were killed. */
  private static void removeOfTheDead() {
    for (String line : run("ip netns list").lines()) {
      Matcher ours = OURS.matcher(line);
      if (ours.find() && ProcessHandle.of(Long.parseLong(ours.group(2))).isEmpty()) {
        tried("ip netns del " + ours.group(1));
      }
    }
  }

  private static void ip(String words) {
    String command = "ip " + words;
    Outcome outcome = run(command);
    if (outcome.code() != 0) {
      throw new AssertionError(command + ": " + outcome.lines());
    }
  }

  private static boolean tried(String command) {
    return run(command).code() == 0;
  }

  private record Outcome(int code, List<String> lines) {}

  private static Outcome run(String command) {
    try {
      Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output.lines().toList());
    } catch (IOException e) {
      return new Outcome(-1, List.of(e.toString()));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void removeAll() {
    if (closed.compareAndSet(false, true)) {
      List<String> failures = new ArrayList<>();
      for (int i = 0; i <= nodes; i++) {
        Outcome outcome = run("ip netns del " + name(i));
        failures.addAll(outcome.lines());
      }
      failures.forEach(System.err::println);
    }
  }

  /** The programs in them have to be ended before. */
  @Override
  public void close() {
    removeAll();
  }
}
