package dev.parley.bus;

import dev.parley.chat.GenerationMetrics;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.protocol.ServerEvent.BackendStatus;
import dev.parley.usage.Amount;
import java.util.List;

/** Samples that every role publishes, and the figures that the metrics role makes of them. */
public final class Metrics {
  public static final Address<Sample, Void> SAMPLES =
      Address.topic("parley.metrics.samples", Sample.class);

  public static final Address<ReadStats, BackendStatus> STATS =
      Address.service("parley.metrics.stats", ReadStats.class, BackendStatus.class);

  /** How the providers are doing, and what their models were used for. */
  public static final Address<ReadFigures, Figures> FIGURES =
      Address.service("parley.metrics.figures", ReadFigures.class, Figures.class);

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

  public record ReadFigures() {}

  /**
   * @param providers of each ai node
   * @param models since this role started, the most used first; at most 100
   */
  public record Figures(String currency, List<NodeProvider> providers, List<ModelUse> models) {}

  public record NodeProvider(String node, ProviderLoad load) {}

  public record ModelUse(String provider, String model, Amount amount) {}

  /**
   * @param running answers that have one of its {@code places}
   * @param waiting for a place
   */
  public record ProviderLoad(
      String provider, Breaker breaker, int running, int waiting, int places) {}

  /** Whether a provider is left alone after failures. */
  public enum Breaker {
    /** It is asked. */
    CLOSED,
    /** It is left alone. */
    OPEN,
    /** One answer may be asked for, or is, and decides. */
    HALF_OPEN
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

    /** The load of the providers of an ai node, told every few seconds. */
    record Providers(String node, List<ProviderLoad> loads) implements Sample {}
  }
}
