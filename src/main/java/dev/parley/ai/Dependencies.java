package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.bus.Bus;
import dev.parley.config.Config;
import dev.parley.generationlog.GenerationLog;
import io.vertx.core.Vertx;

/**
 * What the engine of one node works with.
 *
 * @param node name of this node, the owner of its generations
 */
record Dependencies(
    Vertx vertx, Bus bus, GenerationLog log, Provider provider, Config.Ai settings, String node) {
  long leaseMs() {
    return settings.lease().toMillis();
  }

  /** The model that answers when a conversation names none. */
  String defaultModel() {
    return settings.model() == null ? provider.models().getFirst() : settings.model();
  }
}
