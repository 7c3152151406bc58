package dev.parley.auth;

import dev.parley.bus.Accounts;
import dev.parley.bus.Accounts.User;
import dev.parley.bus.Bus;
import dev.parley.config.AuthConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** Registers people and lets them in and out. Refusals are failed futures, never thrown. */
public final class AccountService {
  private final Bus bus;
  private final Passwords passwords;
  private final Tokens tokens;
  private final EndedSessions ended;
  private final AuthConfig config;
  private final InstantSource clock;

  AccountService(
      Bus bus,
      Passwords passwords,
      Tokens tokens,
      EndedSessions ended,
      AuthConfig config,
      InstantSource clock) {
    this.bus = bus;
    this.passwords = passwords;
    this.tokens = tokens;
    this.ended = ended;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Makes an account and logs it in. Fails with INVALID_FIELD, or CONFLICT when the login is taken.
   *
   * @param login 3 to 32 of a-z 0-9 . _ -; upper case is taken as lower case
   * @param password 8 to 256 characters
   * @param name shown to others, up to 64 characters; null for the login name
   */
  public Future<Login> register(String login, String password, String name) {
    return checked(
            () -> {
              AccountRules.checkPassword(password);
              String normal = AccountRules.login(login);
              return new Accounts.Create(normal, AccountRules.name(name, normal), null);
            })
        .compose(
            account ->
                passwords
                    .hash(password)
                    .map(hash -> new Accounts.Create(account.login(), account.name(), hash)))
        .compose(account -> bus.request(Accounts.CREATE, account))
        .compose(this::startSession);
  }

  /**
   * Fails with INVALID_CREDENTIALS, after the same time whether the login or the password is wrong.
   */
  public Future<Login> login(String login, String password) {
    if (!AccountRules.isPassword(password)) {
      return Future.failedFuture(wrongCredentials());
    }
    return bus.request(Accounts.FIND_BY_LOGIN, new Accounts.FindByLogin(AccountRules.normal(login)))
        .compose(
            found ->
                passwords
                    .check(password, found == null ? null : found.passwordHash())
                    .compose(
                        right ->
                            right && found != null
                                ? startSession(found.user())
                                : Future.failedFuture(wrongCredentials())));
  }

  /**
   * Lets somebody in without an account. Fails with FORBIDDEN where guests are not allowed.
   *
   * @param name up to 64 characters; null for a made-up one
   */
  public Future<Login> guest(String name) {
    if (!config.guests()) {
      return Future.failedFuture(
          new FailureException(ErrorCode.FORBIDDEN, "Guests are not allowed on this server"));
    }
    return checked(() -> AccountRules.name(name, AccountRules.guestName()))
        .compose(shown -> bus.request(Accounts.CREATE, new Accounts.Create(null, shown, null)))
        .compose(this::startSession);
  }

  /**
   * Exchanges a refresh token for new tokens. Fails with INVALID_TOKEN; when the token had been
   * exchanged before, somebody has stolen it, and the whole session ends.
   */
  public Future<Login> refresh(String refreshToken) {
    String next = RandomToken.create();
    return bus.request(
            Accounts.ROTATE,
            new Accounts.Rotate(
                RandomToken.hash(refreshToken), RandomToken.hash(next), refreshExpiry()))
        .compose(
            rotated ->
                switch (rotated.outcome()) {
                  case ROTATED ->
                      Future.succeededFuture(toLogin(rotated.user(), rotated.sessionId(), next));
                  case UNKNOWN -> Future.failedFuture(invalidToken("Invalid refresh token"));
                  case EXPIRED -> Future.failedFuture(invalidToken("Refresh token expired"));
                  case REUSED ->
                      ended
                          .end(rotated.sessionId())
                          .compose(
                              done ->
                                  Future.failedFuture(
                                      invalidToken(
                                          "This refresh token was used before, log in again")));
                });
  }

  /** Ends the session that a token belongs to, everywhere. */
  public Future<Void> logout(Identity identity) {
    return bus.request(Accounts.END_SESSION, new Accounts.EndSession(identity.sessionId()))
        .compose(done -> ended.end(identity.sessionId()));
  }

  /** Fails with INVALID_TOKEN when the account is gone. */
  public Future<User> me(Identity identity) {
    return bus.request(Accounts.FIND, new Accounts.Find(identity.userId()))
        .compose(
            user ->
                user == null
                    ? Future.failedFuture(invalidToken("There is no such account"))
                    : Future.succeededFuture(user));
  }

  private Future<Login> startSession(User user) {
    String sessionId = UUID.randomUUID().toString();
    String refreshToken = RandomToken.create();
    return bus.request(
            Accounts.START_SESSION,
            new Accounts.StartSession(
                sessionId, user.id(), RandomToken.hash(refreshToken), refreshExpiry()))
        .map(done -> toLogin(user, sessionId, refreshToken));
  }

  private Login toLogin(User user, String sessionId, String refreshToken) {
    return new Login(tokens.issue(user, sessionId), refreshToken, tokens.ttl(), user);
  }

  private Instant refreshExpiry() {
    return clock.instant().plus(config.refreshTokenTtl());
  }

  private static <T> Future<T> checked(Supplier<T> rules) {
    return Future.succeededFuture().map(nothing -> rules.get());
  }

  private static FailureException wrongCredentials() {
    return new FailureException(ErrorCode.INVALID_CREDENTIALS, "Wrong login or password");
  }

  private static FailureException invalidToken(String message) {
    return new FailureException(ErrorCode.INVALID_TOKEN, message);
  }
}
