package dev.parley.gateway;

import dev.parley.auth.Identity;
import dev.parley.bus.Bus;
import dev.parley.config.LimitsConfig;
import dev.parley.hub.Hub;
import dev.parley.hub.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.ToLongFunction;

/**
 * What a connection needs of its gateway.
 *
 * @param leftMs how long an identity is good for from now, milliseconds
 */
record Environment(
    Vertx vertx,
    Loop loop,
    Hub hub,
    LimitsConfig limits,
    TokenCheck tokens,
    Bus bus,
    CommandHandler commands,
    Connections connections,
    ToLongFunction<Identity> leftMs) {
  /** Proves who a token belongs to; fails with INVALID_TOKEN. */
  @FunctionalInterface
  interface TokenCheck {
    Future<Identity> check(String token);
  }
}
