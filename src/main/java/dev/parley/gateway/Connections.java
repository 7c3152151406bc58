package dev.parley.gateway;

import dev.parley.hub.Delivery;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ServerEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The open connections, sockets and streams, of one gateway verticle. Used on its event loop. */
final class Connections {
  private final ConnectionCounts counts;
  private final Set<Receiver> open = new HashSet<>();
  private final Map<String, Set<Receiver>> bySession = new HashMap<>();

  /**
   * @param counts those of all gateway verticles of the process
   */
  Connections(ConnectionCounts counts) {
    this.counts = counts;
  }

  /** Whether there is room for another socket, before it has said who it is. */
  boolean add(Receiver receiver) {
    return counts.open() && open.add(receiver);
  }

  /** Counts an authenticated connection; false when its person has too many. */
  boolean admit(Receiver receiver) {
    return counts.admit(receiver.identity().userId())
        && session(receiver.identity().sessionId()).add(receiver);
  }

  /** A connection went on with the token of another login of the same person. */
  void moved(Receiver receiver, String from, String to) {
    forget(receiver, from);
    session(to).add(receiver);
  }

  void remove(Receiver receiver) {
    if (open.remove(receiver)) {
      counts.closed();
    }
    if (receiver.identity() != null && forget(receiver, receiver.identity().sessionId())) {
      counts.left(receiver.identity().userId());
    }
  }

  int size() {
    return open.size();
  }

  void heartbeat() {
    List.copyOf(open).stream()
        .filter(receiver -> receiver.identity() != null)
        .forEach(Receiver::heartbeat);
  }

  void endSession(String sessionId) {
    List.copyOf(bySession.getOrDefault(sessionId, Set.of()))
        .forEach(receiver -> receiver.close(CloseCode.LOGGED_OUT));
  }

  void endUser(long userId) {
    List.copyOf(open).stream()
        .filter(receiver -> receiver.identity() != null)
        .filter(receiver -> receiver.identity().userId() == userId)
        .forEach(receiver -> receiver.close(CloseCode.LOGGED_OUT));
  }

  void status(ServerEvent.Broadcast status) {
    Delivery delivery = new Delivery(status);
    List.copyOf(open).stream()
        .filter(Receiver::wantsStatus)
        .forEach(receiver -> receiver.deliver(delivery));
  }

  /** In no order. */
  List<Receiver> all() {
    return List.copyOf(open);
  }

  void closeAll(CloseCode code) {
    List.copyOf(open).forEach(receiver -> receiver.close(code));
  }

  private Set<Receiver> session(String sessionId) {
    return bySession.computeIfAbsent(sessionId, first -> new HashSet<>());
  }

  private boolean forget(Receiver receiver, String sessionId) {
    Set<Receiver> same = bySession.get(sessionId);
    if (same == null || !same.remove(receiver)) {
      return false;
    }
    if (same.isEmpty()) {
      bySession.remove(sessionId);
    }
    return true;
  }
}
