package dev.parley.ai;

/**
 * The places of one node for work with a provider, shared by generations and single completions.
 * Used on one event loop.
 */
final class Places {
  private final int all;
  private int taken;
  private Runnable whenFree = () -> {};

  Places(int all) {
    this.all = all;
  }

  /** Who is told each time that a place became free. */
  void whenFree(Runnable action) {
    whenFree = action;
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
    whenFree.run();
  }
}
