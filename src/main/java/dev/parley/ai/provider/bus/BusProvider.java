package dev.parley.ai.provider.bus;

import dev.parley.ai.provider.Provider;
import dev.parley.config.AiConfig;
import dev.parley.config.SourcesConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/** A program on the event bus, in any language; docs/polyglot.md is its contract. */
public final class BusProvider implements Provider {
  private final Vertx vertx;
  private final AiConfig settings;
  private final SourcesConfig.BusSource source;

  /**
   * @throws IllegalArgumentException when no program is named
   */
  public BusProvider(Vertx vertx, AiConfig settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.source = settings.sources().bus();
    if (source.name() == null) {
      throw new IllegalArgumentException("No program is named: set ai.bus.name");
    }
  }

  @Override
  public String name() {
    return "bus";
  }

  @Override
  public List<String> models() {
    return source.models();
  }

  @Override
  public boolean vision() {
    return source.vision();
  }

  @Override
  public boolean tools(String model) {
    return source.tools();
  }

  @Override
  public Call start(Prompt prompt, Listener listener) {
    BusMessages messages = new BusMessages(source.name(), UUID.randomUUID().toString());
    BusCall call = new BusCall(vertx, settings, messages, listener);
    boolean plain = prompt.turns().stream().allMatch(turn -> turn.pictures().isEmpty());
    // Pictures are megabytes of base64: too much work for an event loop.
    Future<JsonObject> request =
        plain
            ? Future.succeededFuture(prompt).map(messages::request)
            : vertx.executeBlocking(() -> messages.request(prompt), false);
    call.start(request);
    return call;
  }
}
