package dev.parley.auth;

import dev.parley.bus.Accounts;
import dev.parley.bus.Bus;
import dev.parley.limits.Decision;
import dev.parley.limits.RateLimiter;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * People of protocols that know no accounts, where everybody comes under an id of its own. Such an
 * id is the name of a guest, or says once more whose token is shown. Safe to use from any thread.
 */
public final class ExternalIds {
  private static final int MAX_LENGTH = 128;

  /** A shorter one is too easily guessed, and then read by others. */
  private static final int MIN_LENGTH = 8;

  private static final Duration GUEST_TTL = Duration.ofDays(365);

  private final Bus bus;
  private final Authenticator authenticator;
  private final boolean guests;
  private final RateLimiter limiter;
  private final LocalHosts hosts;

  /**
   * Who asks.
   *
   * @param address as a key for limits
   * @param loopback the request was made on this machine, and not passed on by a proxy
   * @param host as the request names the server, with or without a port; null when it does not
   */
  public record Caller(String address, boolean loopback, String host) {}

  /**
   * @param guests whether people may come in without a token
   * @param limiter how many guests may be made, by address
   * @param hosts under which names callers on this machine may use short ids
   */
  public ExternalIds(
      Bus bus, Authenticator authenticator, boolean guests, RateLimiter limiter, LocalHosts hosts) {
    this.bus = bus;
    this.authenticator = authenticator;
    this.guests = guests;
    this.limiter = limiter;
    this.hosts = hosts;
  }

  /**
   * Fails with AUTH_REQUIRED where guests are not allowed, INVALID_FIELD for an id that cannot be
   * one, INVALID_TOKEN or FORBIDDEN for a token that is not good or somebody else's, FORBIDDEN for
   * a short id under a strange name of this machine, and RATE_LIMITED when too many guests are new.
   *
   * @param id null when only the token tells
   * @param token null for a guest
   */
  public Future<Identity> identify(String id, String token, Caller caller) {
    if (token != null) {
      return authenticator.authenticate(token).compose(identity -> own(id, identity));
    }
    if (!guests) {
      return refused(
          ErrorCode.AUTH_REQUIRED, "Guests are not allowed on this server: a token is needed");
    }
    if (id == null) {
      return refused(ErrorCode.AUTH_REQUIRED, "An id or a token is needed");
    }
    if (id.length() < MIN_LENGTH && caller.loopback() && !hosts.allow(caller.host())) {
      return refused(
          ErrorCode.FORBIDDEN,
          "This server is not known under that name: use localhost, or add the name to"
              + " http.allowed_origins");
    }
    String problem = problem(id, caller);
    return problem == null ? guest(id, caller) : refused(ErrorCode.INVALID_FIELD, problem);
  }

  private Future<Identity> own(String id, Identity identity) {
    if (id == null || id.equals(Long.toString(identity.userId()))) {
      return Future.succeededFuture(identity);
    }
    return bus.request(Accounts.FIND, new Accounts.Find(identity.userId()))
        .compose(
            user ->
                user != null && id.toLowerCase(Locale.ROOT).equals(user.login())
                    ? Future.succeededFuture(identity)
                    : refused(ErrorCode.FORBIDDEN, "The token belongs to somebody else"));
  }

  private static String problem(String id, Caller caller) {
    if (id.isBlank() || id.length() > MAX_LENGTH) {
      return "An id has 1 to " + MAX_LENGTH + " characters";
    }
    if (id.chars().anyMatch(Character::isISOControl)) {
      return "An id must not contain control characters";
    }
    if (id.length() < MIN_LENGTH && !caller.loopback()) {
      return "An id has at least " + MIN_LENGTH + " characters, because others must not guess it";
    }
    return null;
  }

  private Future<Identity> guest(String id, Caller caller) {
    return bus.request(Accounts.GUEST, new Accounts.Guest(id, false))
        .compose(
            known ->
                known != null
                    ? Future.succeededFuture(known)
                    : limited(caller)
                        .compose(
                            allowed -> bus.request(Accounts.GUEST, new Accounts.Guest(id, true))))
        .map(ExternalIds::identity);
  }

  private Future<Void> limited(Caller caller) {
    return limiter
        .take("guest:" + caller.address(), 1)
        .compose(
            decision ->
                switch (decision) {
                  case Decision.Allowed _ -> Future.succeededFuture();
                  case Decision.Refused refused -> Future.failedFuture(refused.asException());
                });
  }

  /** There is no login to end; each connection counts as one. */
  private static Identity identity(Accounts.User user) {
    return new Identity(
        user.id(),
        user.name(),
        user.guest(),
        "guest-" + UUID.randomUUID(),
        Instant.now().plus(GUEST_TTL));
  }

  private static Future<Identity> refused(ErrorCode code, String message) {
    return Future.failedFuture(new FailureException(code, message));
  }
}
