package dev.parley.auth;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;

/** Tells who a token speaks for. Safe to use from any thread. */
public final class Authenticator {
  private static final long RETRY_AFTER_MS = 1_000;

  private final Tokens tokens;
  private final EndedSessions ended;

  Authenticator(Tokens tokens, EndedSessions ended) {
    this.tokens = tokens;
    this.ended = ended;
  }

  /**
   * Fails with AUTH_REQUIRED when there is no token, INVALID_TOKEN when it is not good or its
   * session ended, and UNAVAILABLE while it is not known which sessions ended.
   *
   * @param token an access token; nullable
   */
  public Future<Identity> authenticate(String token) {
    if (token == null || token.isBlank()) {
      return Future.failedFuture(
          new FailureException(ErrorCode.AUTH_REQUIRED, "Authentication required"));
    }
    return tokens.verify(token).compose(this::checkSession);
  }

  /** How long it is good for from now, milliseconds; negative when it is no longer. */
  public long leftMs(Identity identity) {
    return tokens.leftMs(identity);
  }

  /** Whether it is known which sessions ended; until then every token is UNAVAILABLE. */
  public boolean isReady() {
    return ended.isLoaded();
  }

  private Future<Identity> checkSession(Identity identity) {
    if (!ended.isLoaded()) {
      return Future.failedFuture(
          new Failure(ErrorCode.UNAVAILABLE, "The server is still starting", RETRY_AFTER_MS)
              .asException());
    }
    return ended
        .hasEnded(identity)
        .compose(
            over ->
                over
                    ? Future.failedFuture(
                        new FailureException(ErrorCode.INVALID_TOKEN, "Logged out"))
                    : Future.succeededFuture(identity));
  }
}
