package dev.parley.ai;

import dev.parley.ai.provider.Provider;
import dev.parley.bus.Metrics.ProviderLoad;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A provider with bounds: so many answers at once, so many that wait for a place in the order they
 * came, more are refused; and none at all while its breaker is open. Used on one event loop.
 */
final class GuardedProvider extends AroundProvider {
  private final Vertx vertx;
  private final Places places;
  private final int maxWaiting;
  private final Breaker breaker;
  private final Deque<GuardedCall> waiting = new ArrayDeque<>();
  private final PlaceTeller<GuardedCall> teller;

  GuardedProvider(Vertx vertx, Provider provider, Places places, int maxWaiting, Breaker breaker) {
    super(provider);
    this.vertx = vertx;
    this.places = places;
    this.maxWaiting = maxWaiting;
    this.breaker = breaker;
    this.teller = new PlaceTeller<>(vertx, () -> waiting, GuardedCall::standsAt);
    places.whenFree(this::startNext);
  }

  @Override
  public boolean available() {
    return super.available() && breaker.isPassable();
  }

  @Override
  public Call start(Prompt prompt, Listener listener) {
    GuardedCall call = new GuardedCall(this, prompt, listener);
    if (!breaker.isPassable()) {
      vertx.getOrCreateContext().runOnContext(later -> call.refuse(GuardedCall.LEFT_ALONE));
    } else if (places.take()) {
      run(call);
    } else if (waiting.size() < maxWaiting) {
      waiting.addLast(call);
      teller.came(call);
    } else {
      vertx.getOrCreateContext().runOnContext(later -> call.refuse(GuardedCall.BUSY));
    }
    return call;
  }

  ProviderLoad load() {
    return new ProviderLoad(name(), breaker.state(), places.taken(), waiting.size(), places.all());
  }

  private void run(GuardedCall call) {
    if (breaker.enter()) {
      call.run(provider);
    } else {
      vertx
          .getOrCreateContext()
          .runOnContext(
              later -> {
                places.release();
                call.refuse(GuardedCall.LEFT_ALONE);
              });
    }
  }

  private void startNext() {
    if (!waiting.isEmpty() && places.take()) {
      GuardedCall next = waiting.removeFirst();
      teller.done(next);
      run(next);
    }
  }

  /** It does not wait any more. */
  void forget(GuardedCall call) {
    waiting.remove(call);
  }

  Breaker breaker() {
    return breaker;
  }

  /** A call that ran has ended. */
  void release() {
    places.release();
  }
}
