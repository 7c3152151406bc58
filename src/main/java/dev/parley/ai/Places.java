package dev.parley.ai;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The places of one node for work with a provider, shared by generations, single completions and
 * answers for programs. Used on one event loop.
 */
final class Places {
  private final int all;
  private int taken;
  private final Deque<Runnable> whenFree = new ArrayDeque<>();

  Places(int all) {
    this.all = all;
  }

  /** Who is told each time that a place became free; of several, each is the first in turn. */
  void whenFree(Runnable action) {
    whenFree.addLast(action);
  }

  int all() {
    return all;
  }

  int taken() {
    return taken;
  }

  /** False when none is free. */
  boolean take() {
    if (taken == all) {
      return false;
    }
    taken++;
    return true;
  }

  void release() {
    taken--;
    if (!whenFree.isEmpty()) {
      whenFree.addLast(whenFree.removeFirst());
      List.copyOf(whenFree).forEach(Runnable::run);
    }
  }
}
