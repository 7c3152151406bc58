package dev.parley.faults;

import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Where clients come in: a load balancer, or the gateways one after another. */
interface Entrance {
  /** Where to try next. */
  SocketAddress next();

  /** Gateways on this machine in turn, dead or alive. */
  static Entrance inTurn(List<SocketAddress> gateways) {
    AtomicInteger turn = new AtomicInteger();
    return () -> gateways.get(Math.floorMod(turn.getAndIncrement(), gateways.size()));
  }

  static SocketAddress local(int port) {
    return SocketAddress.inetSocketAddress(port, "127.0.0.1");
  }
}
