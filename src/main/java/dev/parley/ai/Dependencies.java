package dev.parley.ai;

import dev.parley.ai.prompt.Windows;
import dev.parley.ai.provider.Provider;
import dev.parley.bus.Bus;
import dev.parley.config.AiConfig;
import dev.parley.generationlog.GenerationLog;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * What the engine of one node works with.
 *
 * @param node name of this node, the owner of its generations
 * @param nanos a clock for leases that never jumps
 * @param tools that models may want to be called
 */
record Dependencies(
    Vertx vertx,
    Bus bus,
    GenerationLog log,
    Provider provider,
    AiConfig settings,
    String node,
    LongSupplier nanos,
    ToolUse tools) {
  /** Without tools. */
  Dependencies(
      Vertx vertx,
      Bus bus,
      GenerationLog log,
      Provider provider,
      AiConfig settings,
      String node,
      LongSupplier nanos) {
    this(vertx, bus, log, provider, settings, node, nanos, ToolUse.NONE);
  }

  /** Without tools, and with the clock of the machine. */
  Dependencies(
      Vertx vertx, Bus bus, GenerationLog log, Provider provider, AiConfig settings, String node) {
    this(vertx, bus, log, provider, settings, node, System::nanoTime);
  }

  /** How much models can have in mind. */
  Windows windows() {
    return new Windows(settings);
  }

  long leaseMs() {
    return settings.lease().toMillis();
  }

  /** The model that answers when a conversation names none. */
  String defaultModel() {
    return settings.model() == null ? provider.models().getFirst() : settings.model();
  }
}
