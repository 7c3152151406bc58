package dev.parley.metrics;

import java.util.HashMap;
import java.util.Map;

/** A number that every node tells every few seconds. A node that fell silent no longer counts. */
final class NodeLoads {
  /** A node that told nothing for this long is gone, milliseconds. */
  static final long SILENT_MS = 15_000;

  /** Most nodes; further ones are not counted. */
  static final int MAX_NODES = 1_000;

  private record Load(int value, long toldAt) {}

  private final Map<String, Load> loads = new HashMap<>();

  void tell(String node, int value, long nowMs) {
    dropSilent(nowMs);
    if (loads.size() < MAX_NODES || loads.containsKey(node)) {
      loads.put(node, new Load(value, nowMs));
    }
  }

  int sum(long nowMs) {
    dropSilent(nowMs);
    return loads.values().stream().mapToInt(Load::value).sum();
  }

  private void dropSilent(long nowMs) {
    loads.values().removeIf(load -> nowMs - load.toldAt() >= SILENT_MS);
  }
}
