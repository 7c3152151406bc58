package dev.parley.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Puts numbered items in order as the page's library does: repeats dropped, early ones held. */
final class Sequence<T> {
  private static final int MAX_HELD = 5_000;

  private final TreeMap<Long, T> held = new TreeMap<>();
  private long last;

  long last() {
    return last;
  }

  /** Something after the last was seen, but not what comes next. */
  boolean gap() {
    return !held.isEmpty();
  }

  /** Those that are now in order. More than the bound are dropped: a resume brings them again. */
  List<T> offer(long seq, T item) {
    if (seq > last && held.size() < MAX_HELD) {
      held.putIfAbsent(seq, item);
    }
    List<T> ready = new ArrayList<>();
    for (T next = held.remove(last + 1); next != null; next = held.remove(last + 1)) {
      last++;
      ready.add(next);
    }
    return ready;
  }

  /** Goes on after that one. */
  void reset(long seq) {
    last = seq;
    held.headMap(seq, true).clear();
  }
}
