package dev.parley.gateway;

import dev.parley.hub.Delivery;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ServerEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The open connections of one gateway verticle. Used on its event loop. */
final class Connections {
  private final int maxOpen;
  private final int maxPerUser;
  private final Set<Connection> open = new HashSet<>();
  private final Map<Long, Integer> perUser = new HashMap<>();
  private final Map<String, Set<Connection>> bySession = new HashMap<>();

  Connections(int maxOpen, int maxPerUser) {
    this.maxOpen = maxOpen;
    this.maxPerUser = maxPerUser;
  }

  /** Whether there is room for another socket, before it has said who it is. */
  boolean add(Connection connection) {
    return open.size() < maxOpen && open.add(connection);
  }

  /** Counts an authenticated connection; false when its person has too many. */
  boolean admit(Connection connection) {
    long userId = connection.identity().userId();
    if (perUser.getOrDefault(userId, 0) >= maxPerUser) {
      return false;
    }
    if (session(connection.identity().sessionId()).add(connection)) {
      perUser.merge(userId, 1, Integer::sum);
    }
    return true;
  }

  /** A connection went on with the token of another login of the same person. */
  void moved(Connection connection, String from, String to) {
    forget(connection, from);
    session(to).add(connection);
  }

  void remove(Connection connection) {
    open.remove(connection);
    if (connection.authenticated() && forget(connection, connection.identity().sessionId())) {
      perUser.computeIfPresent(connection.identity().userId(), (id, n) -> n == 1 ? null : n - 1);
    }
  }

  int size() {
    return open.size();
  }

  void heartbeat() {
    List.copyOf(open).stream().filter(Connection::authenticated).forEach(Connection::heartbeat);
  }

  void endSession(String sessionId) {
    List.copyOf(bySession.getOrDefault(sessionId, Set.of()))
        .forEach(connection -> connection.close(CloseCode.LOGGED_OUT));
  }

  void status(ServerEvent.Broadcast status) {
    Delivery delivery = new Delivery(status);
    List.copyOf(open).stream()
        .filter(Connection::wantsStatus)
        .forEach(connection -> connection.deliver(delivery));
  }

  void closeAll(CloseCode code) {
    List.copyOf(open).forEach(connection -> connection.close(code));
  }

  private Set<Connection> session(String sessionId) {
    return bySession.computeIfAbsent(sessionId, first -> new HashSet<>());
  }

  private boolean forget(Connection connection, String sessionId) {
    Set<Connection> same = bySession.get(sessionId);
    if (same == null || !same.remove(connection)) {
      return false;
    }
    if (same.isEmpty()) {
      bySession.remove(sessionId);
    }
    return true;
  }
}
