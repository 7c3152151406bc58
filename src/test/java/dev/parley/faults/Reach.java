package dev.parley.faults;

import dev.parley.testing.Http;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether each node of a cluster sees all others, and they answer what it asks them. */
final class Reach {
  private static final List<String> ASKED_OF_ANY_NODE =
      List.of("/api/v1/conversations", "/api/v1/models");

  /** What takes longer was asked again because its answer was lost. */
  private static final long AT_ONCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<SocketAddress> gateways;
  private final String token;

  /**
   * @param gateways of all nodes, each of which has every role
   */
  Reach(List<SocketAddress> gateways) {
    this.gateways = gateways;
    SocketAddress first = gateways.getFirst();
    this.token = Http.guest(first.host(), first.port(), "reach").getString("access_token");
  }

  /** Waits until all of them reach all. Fails after {@code seconds}. */
  void await(long seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!gateways.stream().allMatch(this::reachesAll)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(Faults.hint() + ": nodes do not reach each other again");
      }
    }
  }

  private boolean reachesAll(SocketAddress gateway) {
    return seesAll(gateway, gateways.size())
        && ASKED_OF_ANY_NODE.stream().allMatch(path -> answered(gateway, path));
  }

  /** Whether a node is ready and sees so many nodes, itself among them. */
  static boolean seesAll(SocketAddress node, int nodes) {
    Http.Answer ready = Http.get(node, "/health/ready", null);
    return ready.status() == 200 && ready.body().getInteger("nodes") == nodes;
  }

  /** Nodes are asked in turn, so that each is once. */
  private boolean answered(SocketAddress gateway, String path) {
    for (int i = 0; i < gateways.size(); i++) {
      long asked = System.nanoTime();
      if (Http.get(gateway, path, token).status() != 200
          || System.nanoTime() - asked > AT_ONCE_NANOS) {
        return false;
      }
    }
    return true;
  }
}
