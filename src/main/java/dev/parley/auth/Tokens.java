package dev.parley.auth;

import dev.parley.bus.Accounts;
import dev.parley.config.Secret;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Access tokens: JWTs signed with HS256 and nothing else. The claims are {@code sub} (user id),
 * {@code sid} (session id), {@code name}, {@code guest}, {@code iat} and {@code exp}. Safe to use
 * from any thread.
 */
public final class Tokens {
  /** Longest token that is looked at, characters. */
  static final int MAX_LENGTH = 4096;

  private static final String ALGORITHM = "HS256";
  private static final String ISSUER = "parley";

  private final JWTAuth jwt;
  private final Duration ttl;
  private final InstantSource clock;

  /**
   * @param key at least 32 characters
   * @param ttl how long a token is good for
   */
  public Tokens(Vertx vertx, Secret key, Duration ttl, InstantSource clock) {
    // Expiry is checked here, against the clock that is given and without trusting "iat", which
    // another node with a clock slightly ahead may have written.
    JWTOptions options =
        new JWTOptions()
            .setAlgorithm(ALGORITHM)
            .setIssuer(ISSUER)
            .setNoTimestamp(true)
            .setIgnoreExpiration(true);
    this.jwt =
        JWTAuth.create(
            vertx,
            new JWTAuthOptions()
                .setJWTOptions(options)
                .addPubSecKey(
                    new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(key.reveal())));
    this.ttl = ttl;
    this.clock = clock;
  }

  /** A new access token for a session of a person. */
  String issue(Accounts.User user, String sessionId) {
    Instant now = clock.instant();
    return jwt.generateToken(
        new JsonObject()
            .put("sub", Long.toString(user.id()))
            .put("sid", sessionId)
            .put("name", user.name())
            .put("guest", user.guest())
            .put("iat", now.getEpochSecond())
            .put("exp", now.plus(ttl).getEpochSecond()));
  }

  /** How long a new token is good for. */
  Duration ttl() {
    return ttl;
  }

  /** How long it is good for from now, milliseconds; negative when it is no longer. */
  long leftMs(Identity identity) {
    return Duration.between(clock.instant(), identity.expiresAt()).toMillis();
  }

  /** Fails with INVALID_TOKEN, whatever is wrong with the token. */
  public Future<Identity> verify(String token) {
    if (token.length() > MAX_LENGTH) {
      return Future.failedFuture(invalid("Invalid token"));
    }
    return jwt.authenticate(new TokenCredentials(token))
        .map(Tokens::identity)
        .recover(error -> Future.failedFuture(invalid("Invalid token")))
        .compose(
            identity ->
                identity.expiresAt().isAfter(clock.instant())
                    ? Future.succeededFuture(identity)
                    : Future.failedFuture(invalid("Token expired")));
  }

  private static Identity identity(User user) {
    JsonObject claims = user.attributes().getJsonObject("accessToken");
    String sessionId = claims.getString("sid");
    String name = claims.getString("name");
    if (sessionId == null || name == null) {
      throw invalid("Invalid token");
    }
    return new Identity(
        Long.parseLong(claims.getString("sub")),
        name,
        claims.getBoolean("guest"),
        sessionId,
        Instant.ofEpochSecond(claims.getLong("exp")));
  }

  private static FailureException invalid(String message) {
    return new FailureException(ErrorCode.INVALID_TOKEN, message);
  }
}
