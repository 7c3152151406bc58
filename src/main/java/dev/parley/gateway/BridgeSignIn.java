package dev.parley.gateway;

import dev.parley.auth.Identity;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Consumer;

/** Who a person on the bridge is, and until when. Used on one event loop. */
final class BridgeSignIn {
  /** No identity is good for longer without being shown again. */
  private static final long MAX_OPEN_MS = Duration.ofDays(30).toMillis();

  private static final long NO_TIMER = -1;

  private final Environment environment;
  private final Client client;
  private final Consumer<CloseCode> closing;
  private Identity identity;
  private long expiry = NO_TIMER;

  /**
   * @param closing told why the line is to be closed
   */
  BridgeSignIn(Environment environment, Client client, Consumer<CloseCode> closing) {
    this.environment = environment;
    this.client = client;
    this.closing = closing;
  }

  /** Null until it is known. */
  Identity identity() {
    return identity;
  }

  /** Now it is known who it is. Fails with RATE_LIMITED when the person has too many lines. */
  Future<Void> admit(Identity who) {
    identity = who;
    if (!environment.connections().admit(client)) {
      closing.accept(CloseCode.TOO_MANY_CONNECTIONS);
      return Future.failedFuture(
          new FailureException(ErrorCode.RATE_LIMITED, "Too many connections"));
    }
    restartExpiry();
    return Future.succeededFuture();
  }

  /** A fresh token was shown: it must be the same person's. */
  Future<Void> renew(Identity who) {
    if (who.userId() != identity.userId()) {
      return Future.failedFuture(
          new FailureException(ErrorCode.INVALID_TOKEN, "The token belongs to somebody else"));
    }
    environment.connections().moved(client, identity.sessionId(), who.sessionId());
    identity = who;
    restartExpiry();
    return Future.succeededFuture();
  }

  private void restartExpiry() {
    environment.vertx().cancelTimer(expiry);
    long leftMs = Math.clamp(environment.leftMs().applyAsLong(identity), 1, MAX_OPEN_MS);
    expiry = environment.vertx().setTimer(leftMs, late -> closing.accept(CloseCode.TOKEN_EXPIRED));
  }

  /** The line is closed. */
  void end() {
    environment.vertx().cancelTimer(expiry);
  }
}
