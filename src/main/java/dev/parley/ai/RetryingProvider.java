package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import io.vertx.core.Vertx;

/** Asks a provider again when it failed before its first text and says that this may help. */
final class RetryingProvider extends AroundProvider {
  private final Vertx vertx;
  private final int retries;

  RetryingProvider(Vertx vertx, Provider provider, int retries) {
    super(provider);
    this.vertx = vertx;
    this.retries = retries;
  }

  @Override
  public Call start(Prompt prompt, Listener listener) {
    RetryingCall call = new RetryingCall(vertx, provider, retries, prompt, listener);
    call.attempt();
    return call;
  }
}
