package dev.parley.metrics;

import dev.parley.bus.Metrics.ToolOutcome;
import dev.parley.protocol.ServerEvent.BackendStatus.ToolFigures;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts calls of tools. Tools beyond {@link #MAX_TOOLS} are counted together as one. */
final class ToolCounts {
  static final int MAX_TOOLS = 200;

  /** Most tools that figures name; the most called. */
  static final int MAX_TOLD = 20;

  private static final String OTHERS = "others";

  private final Map<String, Map<ToolOutcome, Long>> counts = new HashMap<>();

  void add(String tool, ToolOutcome outcome) {
    String name = counts.size() < MAX_TOOLS || counts.containsKey(tool) ? tool : OTHERS;
    counts
        .computeIfAbsent(name, first -> new EnumMap<>(ToolOutcome.class))
        .merge(outcome, 1L, Long::sum);
  }

  /** The most called first. */
  List<ToolFigures> figures() {
    return counts.entrySet().stream()
        .map(entry -> figures(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingLong(ToolFigures::calls)
                .reversed()
                .thenComparing(ToolFigures::tool))
        .limit(MAX_TOLD)
        .toList();
  }

  private static ToolFigures figures(String tool, Map<ToolOutcome, Long> outcomes) {
    Map<String, Long> named = new TreeMap<>();
    outcomes.forEach((outcome, n) -> named.put(outcome.name().toLowerCase(Locale.ROOT), n));
    return new ToolFigures(tool, sum(outcomes), named);
  }

  private static long sum(Map<ToolOutcome, Long> outcomes) {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Such as "5 calls, 1 without success: clock 3, weather 2"; "none" before the first. */
  String words() {
    if (counts.isEmpty()) {
      return "none";
    }
    long all = counts.values().stream().mapToLong(ToolCounts::sum).sum();
    long good =
        counts.values().stream()
            .mapToLong(outcomes -> outcomes.getOrDefault(ToolOutcome.OK, 0L))
            .sum();
    String tools =
        figures().stream()
            .limit(5)
            .map(figure -> figure.tool() + " " + figure.calls())
            .collect(Collectors.joining(", "));
    return "%d %s, %d without success: %s"
        .formatted(all, all == 1 ? "call" : "calls", all - good, tools);
  }
}
