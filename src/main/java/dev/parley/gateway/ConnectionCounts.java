package dev.parley.gateway;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections a process has, over all of its gateway verticles. */
public final class ConnectionCounts {
  private final int maxOpen;
  private final int maxPerUser;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<Long, Integer> perUser = new ConcurrentHashMap<>();

  public ConnectionCounts(int maxOpen, int maxPerUser) {
    this.maxOpen = maxOpen;
    this.maxPerUser = maxPerUser;
  }

  /** Counts one more; false, and nothing is counted, when there is no room. */
  boolean open() {
    return open.getAndUpdate(n -> n < maxOpen ? n + 1 : n) < maxOpen;
  }

  void closed() {
    open.decrementAndGet();
  }

  /** Counts one more of a person; false, and nothing is counted, when that has too many. */
  boolean admit(long userId) {
    boolean[] admitted = new boolean[1];
    perUser.compute(
        userId,
        (id, n) -> {
          int before = n == null ? 0 : n;
          admitted[0] = before < maxPerUser;
          return admitted[0] ? Integer.valueOf(before + 1) : n;
        });
    return admitted[0];
  }

  void left(long userId) {
    perUser.computeIfPresent(userId, (id, n) -> n == 1 ? null : n - 1);
  }
}
