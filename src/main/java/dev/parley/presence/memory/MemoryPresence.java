package dev.parley.presence.memory;

import dev.parley.presence.Presence;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Of nodes that live in one process; in a server there is one of them. */
public final class MemoryPresence implements Presence {
  private static final Duration BEAT = Duration.ofMinutes(1);

  private final String node;
  private final Nodes nodes;

  /** What the nodes share: people by node, by conversation. Holds no more than they have said. */
  public record Nodes(Map<Long, Map<String, Set<Long>>> conversations) {
    public Nodes() {
      this(new ConcurrentHashMap<>());
    }
  }

  public MemoryPresence(String node, Nodes nodes) {
    this.node = node;
    this.nodes = nodes;
  }

  @Override
  public Future<Set<Long>> exchange(long conversationId, Set<Long> here) {
    Map<String, Set<Long>> all =
        nodes
            .conversations()
            .compute(
                conversationId,
                (id, before) -> {
                  Map<String, Set<Long>> after =
                      before == null ? new ConcurrentHashMap<>() : before;
                  if (here.isEmpty()) {
                    after.remove(node);
                  } else {
                    after.put(node, Set.copyOf(here));
                  }
                  return after.isEmpty() ? null : after;
                });
    return Future.succeededFuture(all == null ? Set.of() : others(all));
  }

  private Set<Long> others(Map<String, Set<Long>> all) {
    return all.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(node))
        .flatMap(entry -> entry.getValue().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Duration beat() {
    return BEAT;
  }
}
