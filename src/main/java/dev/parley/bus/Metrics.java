package dev.parley.bus;

import dev.parley.chat.GenerationMetrics;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.protocol.ServerEvent.BackendStatus;

/** Samples that every role publishes, and the figures that the metrics role makes of them. */
public final class Metrics {
  public static final Address<Sample, Void> SAMPLES =
      Address.topic("parley.metrics.samples", Sample.class);

  public static final Address<ReadStats, BackendStatus> STATS =
      Address.service("parley.metrics.stats", ReadStats.class, BackendStatus.class);

  private Metrics() {}

  public record ReadStats() {}

  /** What came of a call of a tool. */
  public enum ToolOutcome {
    /** It did what it was asked. */
    OK,
    /** It said that it could not. */
    ERROR,
    /** It broke. */
    FAILED,
    /** It did not answer in time. */
    TIMEOUT,
    /** It was not called: unknown, not allowed, called wrongly, or too often. */
    REFUSED,
    /** It was not called, because the person did not agree. */
    DECLINED
  }

  /** One observation. */
  public sealed interface Sample {
    /** A generation ended. Usage and metrics are null when it never started. */
    record GenerationEnded(
        String provider,
        String model,
        GenerationState state,
        Usage usage,
        GenerationMetrics metrics)
        implements Sample {}

    /** The load of a gateway, told every few seconds. */
    record Connections(String node, int open) implements Sample {}

    /** The load of an ai node, told every few seconds. */
    record Running(String node, int generations) implements Sample {}

    /** A model wanted a tool to be called, and this came of it. */
    record ToolCalled(String tool, ToolOutcome outcome) implements Sample {}
  }
}
