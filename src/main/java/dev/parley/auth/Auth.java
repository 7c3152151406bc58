package dev.parley.auth;

import dev.parley.bus.Bus;
import dev.parley.config.AuthConfig;
import dev.parley.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;

/** What a gateway needs to know people. */
public record Auth(
    AccountService accounts, Authenticator authenticator, Administrators administrators) {

  /** Between two readings of the ended sessions; in a cluster there is more that may be missed. */
  private static final Duration RELOAD_CLUSTERED = Duration.ofSeconds(5);

  private static final Duration RELOAD_ALONE = Duration.ofSeconds(30);

  /**
   * Puts the parts together. Completes once the sessions that ended before were read from the
   * store, or could not be: tokens are refused with UNAVAILABLE until they were.
   *
   * @param signingKey at least 32 characters, the same on every node
   */
  public static Future<Auth> start(
      Vertx vertx, Bus bus, AuthConfig config, Secret signingKey, EndedEverywhere everywhere) {
    StoreClock clock = new StoreClock(bus, Instant.now(), System::nanoTime);
    Duration ttl = config.accessTokenTtl();
    Duration reload = vertx.isClustered() ? RELOAD_CLUSTERED : RELOAD_ALONE;
    Tokens tokens = new Tokens(vertx, signingKey, ttl, clock);
    EndedSessions ended =
        new EndedSessions(vertx, bus, ttl, clock, EndedSessions.MAX, everywhere, reload);
    AccountService accounts =
        new AccountService(bus, new Passwords(vertx), tokens, ended, config, clock);
    Administrators administrators = new Administrators(bus, ended, config.admins());
    return Future.join(clock.follow(vertx), ended.start())
        .map(started -> new Auth(accounts, new Authenticator(tokens, ended), administrators));
  }
}
