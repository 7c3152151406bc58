package dev.parley.metrics;

import dev.parley.bus.Metrics.Figures;
import dev.parley.bus.Metrics.ProviderLoad;
import dev.parley.bus.Metrics.Sample;
import dev.parley.bus.Metrics.ToolOutcome;
import dev.parley.chat.GenerationMetrics;
import dev.parley.protocol.ServerEvent.BackendStatus;
import dev.parley.usage.Prices;
import java.util.List;

/**
 * What the samples of all nodes add up to. Medians are of the last {@link #WINDOW} answers that
 * came to their own end; totals count from the start of this role.
 */
final class Aggregates {
  static final int WINDOW = 200;

  private final RecentValues durations = new RecentValues(WINDOW);
  private final RecentValues firstTokens = new RecentValues(WINDOW);
  private final RecentValues speeds = new RecentValues(WINDOW);
  private final NodeLoads connections = new NodeLoads();
  private final NodeLoads generations = new NodeLoads();
  private final ToolCounts tools = new ToolCounts();
  private final ProviderLoads providers = new ProviderLoads();
  private final ModelUses models;
  private long tokens;
  private long completed;
  private long failed;
  private String model;

  Aggregates(Prices prices) {
    models = new ModelUses(prices);
  }

  /**
   * @param nowMs a clock that only goes forward, milliseconds
   */
  void add(Sample sample, long nowMs) {
    switch (sample) {
      case Sample.Connections(String node, int open) -> connections.tell(node, open, nowMs);
      case Sample.Running(String node, int running) -> generations.tell(node, running, nowMs);
      case Sample.Providers(String node, List<ProviderLoad> loads) ->
          providers.tell(node, loads, nowMs);
      case Sample.GenerationEnded ended -> ended(ended);
      case Sample.ToolCalled(String tool, ToolOutcome outcome) -> tools.add(tool, outcome);
    }
  }

  private void ended(Sample.GenerationEnded ended) {
    if (ended.usage() != null) {
      tokens += ended.usage().totalTokens();
      models.add(ended.provider(), ended.model(), ended.usage());
    }
    if (ended.model() != null) {
      model = ended.model();
    }
    switch (ended.state()) {
      case COMPLETED -> {
        completed++;
        if (ended.metrics() != null) {
          measure(ended.metrics());
        }
      }
      case FAILED, INTERRUPTED -> failed++;
      // A person's wish is neither; the others are no end.
      case STOPPED, QUEUED, RUNNING -> {}
    }
  }

  private void measure(GenerationMetrics metrics) {
    durations.add((double) metrics.durationMs());
    if (metrics.ttftMs() != null) {
      firstTokens.add(metrics.ttftMs().doubleValue());
    }
    if (metrics.tokensPerSecond() != null) {
      speeds.add(metrics.tokensPerSecond());
    }
  }

  Figures figures(long nowMs) {
    return new Figures(models.currency(), providers.all(nowMs), models.all());
  }

  BackendStatus status(long nowMs) {
    return new BackendStatus(
        tokens,
        durations.median(),
        firstTokens.median(),
        speeds.median(),
        connections.sum(nowMs),
        generations.sum(nowMs),
        completed,
        failed,
        tools.words(),
        model,
        tools.figures());
  }
}
