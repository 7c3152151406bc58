package dev.parley.gateway;

import dev.parley.auth.Identity;
import dev.parley.hub.Subscriber;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is behind one connection, and until when. Whoever is not let in, or whose time is over, has
 * the connection closed with the code that says why.
 *
 * <p>Used on one event loop.
 */
final class SignIn {
  private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);
  private static final long LOOKUP_TIMEOUT_MS = 30_000;

  /** No identity is good for longer without being looked up again. */
  private static final long MAX_OPEN_MS = Duration.ofDays(30).toMillis();

  private static final long NO_TIMER = -1;

  private final Environment environment;
  private final Connection connection;
  private final Runnable whenIn;
  private final Subscriber personal;
  private Identity identity;
  private long timer = NO_TIMER;

  /**
   * @param whenIn run once, when it is known who it is
   */
  SignIn(Environment environment, Connection connection, Runnable whenIn) {
    this.environment = environment;
    this.connection = connection;
    this.whenIn = whenIn;
    this.personal = new Personal(connection);
  }

  /** Null until it is known. */
  Identity identity() {
    return identity;
  }

  /** Starts reading, at once or when the person is known. */
  void begin(Admission admission) {
    switch (admission) {
      case Admission.ByFirstFrame _ -> {
        restartTimer(environment.limits().authTimeout().toMillis(), CloseCode.AUTH_REQUIRED);
        connection.next();
      }
      case Admission.ByRequest(Supplier<Future<Identity>> who) -> {
        restartTimer(LOOKUP_TIMEOUT_MS, CloseCode.TRY_AGAIN_LATER);
        admit(who.get().onFailure(this::tellWhy));
      }
    }
  }

  /** A client that was not asked for anything is told what is wrong before the socket closes. */
  private void tellWhy(Throwable error) {
    connection.send(new ServerEvent.Refused(null, Connection.asFailure("Admission", error)));
  }

  /** The first frame gave a token. */
  void withToken(String token) {
    admit(environment.tokens().check(token));
  }

  private void admit(Future<Identity> who) {
    who.compose(this::admit).onSuccess(admitted -> connection.next()).onFailure(this::notAdmitted);
  }

  private Future<Void> admit(Identity who) {
    if (connection.closed()) {
      return Future.succeededFuture();
    }
    identity = who;
    whenIn.run();
    if (!environment.connections().admit(connection)) {
      connection.close(CloseCode.TOO_MANY_CONNECTIONS);
      return Future.succeededFuture();
    }
    return environment.hub().joinUser(personal).onSuccess(joined -> welcome());
  }

  private void welcome() {
    if (connection.closed()) {
      environment.hub().leaveUser(personal);
      return;
    }
    long expiresInMs = Math.min(MAX_OPEN_MS, environment.leftMs().applyAsLong(identity));
    restartTimer(Math.max(1, expiresInMs), CloseCode.TOKEN_EXPIRED);
    connection.send(
        new ServerEvent.AuthSuccess(
            identity.userId(), identity.name(), identity.guest(), expiresInMs));
  }

  private void notAdmitted(Throwable error) {
    if (!(error instanceof FailureException refusal)) {
      LOG.error("Could not authenticate a connection", error);
      connection.close(CloseCode.INTERNAL_ERROR);
    } else if (refusal.failure().code().retryable()) {
      connection.close(CloseCode.TRY_AGAIN_LATER);
    } else if (refusal.failure().code() == ErrorCode.AUTH_REQUIRED
        || refusal.failure().code() == ErrorCode.INVALID_FIELD) {
      connection.close(CloseCode.AUTH_REQUIRED);
    } else {
      connection.close(CloseCode.INVALID_TOKEN);
    }
  }

  /** A fresh token for a connection that is already open: it must be the same person's. */
  Future<Void> renew(String token) {
    return environment
        .tokens()
        .check(token)
        .compose(
            who -> {
              if (who.userId() != identity.userId()) {
                return Future.failedFuture(
                    new FailureException(
                        ErrorCode.INVALID_TOKEN, "The token belongs to somebody else"));
              }
              if (!connection.closed()) {
                environment.connections().moved(connection, identity.sessionId(), who.sessionId());
                identity = who;
                welcome();
              }
              return Future.succeededFuture();
            });
  }

  private void restartTimer(long delayMs, CloseCode code) {
    if (timer != NO_TIMER) {
      environment.vertx().cancelTimer(timer);
    }
    timer = environment.vertx().setTimer(delayMs, fired -> connection.close(code));
  }

  /** The connection has closed. */
  void end() {
    environment.vertx().cancelTimer(timer);
    if (identity != null) {
      environment.hub().leaveUser(personal);
    }
  }
}
