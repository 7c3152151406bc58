package dev.parley.ai.provider;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stands in for a provider that lacks something, such as its key: every answer fails at once. */
public final class NotSetUp implements Provider {
  private static final Failure FAILURE =
      new Failure(
          ErrorCode.PROVIDER_UNAVAILABLE, "The AI provider is not set up: check its configuration");

  private final Vertx vertx;
  private final String name;
  private final List<String> models;

  /**
   * @param models of the provider that it stands in for
   */
  public NotSetUp(Vertx vertx, String name, List<String> models) {
    this.vertx = vertx;
    this.name = name;
    this.models = List.copyOf(models);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> models() {
    return models;
  }

  @Override
  public boolean available() {
    return false;
  }

  @Override
  public Call start(Prompt prompt, Listener listener) {
    AtomicBoolean cancelled = new AtomicBoolean();
    vertx
        .getOrCreateContext()
        .runOnContext(
            later -> {
              if (!cancelled.get()) {
                listener.failed(FAILURE, false);
              }
            });
    return new Call() {
      @Override
      public void cancel() {
        cancelled.set(true);
      }

      @Override
      public void pause() {}

      @Override
      public void resume() {}
    };
  }
}
