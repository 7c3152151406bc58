package dev.parley.service;

import java.util.ArrayList;
import java.util.List;

/**
 * Work under way for one connection, or for one request, that is given up when that closes.
 * Overflow policy: more than {@value #MAX} are refused. Used on one event loop.
 */
public final class Errands {
  /** At once. */
  public static final int MAX = 4;

  private final List<Runnable> cancels = new ArrayList<>();
  private boolean closed;

  /**
   * @param cancel run when the one who waits goes first
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

  /** Gives up what is under way; nothing can be added any more. */
  public void close() {
    closed = true;
    List.copyOf(cancels).forEach(Runnable::run);
    cancels.clear();
  }
}
