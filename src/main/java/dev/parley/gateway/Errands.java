package dev.parley.gateway;

import java.util.ArrayList;
import java.util.List;

/**
 * Work under way for one connection that goes on beside its other commands and is given up when the
 * connection closes. Overflow policy: more than {@value #MAX} are refused. Used on one event loop.
 */
final class Errands {
  static final int MAX = 4;

  private final List<Runnable> cancels = new ArrayList<>();
  private boolean closed;

  /**
   * @param cancel run when the connection closes first
   * @return false when there are too many, or nobody waits any more
   */
  boolean add(Runnable cancel) {
    return !closed && cancels.size() < MAX && cancels.add(cancel);
  }

  void done(Runnable cancel) {
    cancels.remove(cancel);
  }

  boolean closed() {
    return closed;
  }

  void close() {
    closed = true;
    List.copyOf(cancels).forEach(Runnable::run);
    cancels.clear();
  }
}
