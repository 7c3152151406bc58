package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import io.vertx.core.Vertx;
import java.util.List;

/** Asks a provider again when it failed before its first text and says that this may help. */
final class RetryingProvider implements Provider {
  private final Vertx vertx;
  private final Provider provider;
  private final int retries;

  RetryingProvider(Vertx vertx, Provider provider, int retries) {
    this.vertx = vertx;
    this.provider = provider;
    this.retries = retries;
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public List<String> models() {
    return provider.models();
  }

  @Override
  public boolean vision() {
    return provider.vision();
  }

  @Override
  public boolean tools(String model) {
    return provider.tools(model);
  }

  @Override
  public boolean available() {
    return provider.available();
  }

  @Override
  public Call start(Prompt prompt, Listener listener) {
    RetryingCall call = new RetryingCall(vertx, provider, retries, prompt, listener);
    call.attempt();
    return call;
  }
}
