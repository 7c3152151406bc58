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
  private final int maxOpen;
  private final int maxPerUser;
  private final Set<Receiver> open = new HashSet<>();
  private final Map<Long, Integer> perUser = new HashMap<>();
  private final Map<String, Set<Receiver>> bySession = new HashMap<>();

  Connections(int maxOpen, int maxPerUser) {
    this.maxOpen = maxOpen;
    this.maxPerUser = maxPerUser;
  }

  /** Whether there is room for another socket, before it has said who it is. */
  boolean add(Receiver receiver) {
    return open.size() < maxOpen && open.add(receiver);
  }

  /** Counts an authenticated connection; false when its person has too many. */
  boolean admit(Receiver receiver) {
    long userId = receiver.identity().userId();
    if (perUser.getOrDefault(userId, 0) >= maxPerUser) {
      return false;
    }
    if (session(receiver.identity().sessionId()).add(receiver)) {
      perUser.merge(userId, 1, Integer::sum);
    }
    return true;
  }

  /** A connection went on with the token of another login of the same person. */
  void moved(Receiver receiver, String from, String to) {
    forget(receiver, from);
    session(to).add(receiver);
  }

  void remove(Receiver receiver) {
    open.remove(receiver);
    if (receiver.identity() != null && forget(receiver, receiver.identity().sessionId())) {
      perUser.computeIfPresent(receiver.identity().userId(), (id, n) -> n == 1 ? null : n - 1);
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
