package dev.parley.auth;

import dev.parley.bus.Bus;
import dev.parley.config.Config;
import dev.parley.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** What a gateway needs to know people. */
public record Auth(
    AccountService accounts, Authenticator authenticator, Administrators administrators) {

  /**
   * Puts the parts together. Completes once the sessions that ended before were read from the
   * store, or could not be: tokens are refused with UNAVAILABLE until they were.
   *
   * @param signingKey at least 32 characters, the same on every node
   */
  public static Future<Auth> start(Vertx vertx, Bus bus, Config.Auth config, Secret signingKey) {
    InstantSource clock = InstantSource.system();
    Tokens tokens = new Tokens(vertx, signingKey, config.accessTokenTtl(), clock);
    EndedSessions ended =
        new EndedSessions(vertx, bus, config.accessTokenTtl(), clock, EndedSessions.MAX);
    AccountService accounts =
        new AccountService(bus, new Passwords(vertx), tokens, ended, config, clock);
    Administrators administrators = new Administrators(bus, ended, config.admins());
    return ended
        .start()
        .map(started -> new Auth(accounts, new Authenticator(tokens, ended), administrators));
  }
}
