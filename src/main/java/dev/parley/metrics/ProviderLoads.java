package dev.parley.metrics;

import dev.parley.bus.Metrics.NodeProvider;
import dev.parley.bus.Metrics.ProviderLoad;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the providers of each ai node are doing. A node that fell silent no longer counts. */
final class ProviderLoads {
  private record Told(List<ProviderLoad> loads, long at) {}

  private final SortedMap<String, Told> nodes = new TreeMap<>();

  /** Further nodes than {@link NodeLoads#MAX_NODES} are left out. */
  void tell(String node, List<ProviderLoad> loads, long nowMs) {
    dropSilent(nowMs);
    if (nodes.size() < NodeLoads.MAX_NODES || nodes.containsKey(node)) {
      nodes.put(node, new Told(List.copyOf(loads), nowMs));
    }
  }

  List<NodeProvider> all(long nowMs) {
    dropSilent(nowMs);
    return nodes.entrySet().stream()
        .flatMap(
            node ->
                node.getValue().loads().stream().map(load -> new NodeProvider(node.getKey(), load)))
        .toList();
  }

  private void dropSilent(long nowMs) {
    nodes.values().removeIf(told -> nowMs - told.at() >= NodeLoads.SILENT_MS);
  }
}
