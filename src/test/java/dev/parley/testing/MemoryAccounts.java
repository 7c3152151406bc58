package dev.parley.testing;

import dev.parley.bus.Accounts;
import dev.parley.bus.Accounts.Credentials;
import dev.parley.bus.Accounts.Done;
import dev.parley.bus.Accounts.Rotated;
import dev.parley.bus.Accounts.Rotated.Outcome;
import dev.parley.bus.Accounts.User;
import dev.parley.bus.Address;
import dev.parley.bus.Bus;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The accounts that the store serves, kept in memory, on the real bus. */
public final class MemoryAccounts {
  private final Bus bus;
  private final List<MessageConsumer<Object>> served = new ArrayList<>();
  private final Map<Long, User> users = new HashMap<>();
  private final Map<String, Credentials> credentials = new HashMap<>();
  private final Map<String, Session> sessions = new HashMap<>();
  private final Map<String, Token> tokens = new HashMap<>();

  private record Session(User user, Instant endedAt) {}

  private record Token(String sessionId, Instant expiresAt, boolean used) {}

  private MemoryAccounts(Bus bus) {
    this.bus = bus;
  }

  /** Serves on the bus of {@code vertx} from now on. */
  public static MemoryAccounts serve(Vertx vertx) {
    MemoryAccounts accounts = new MemoryAccounts(new Bus(vertx));
    accounts.on(Accounts.CREATE, accounts::create);
    accounts.on(Accounts.FIND_BY_LOGIN, find -> accounts.credentials.get(find.login()));
    accounts.on(Accounts.FIND, find -> accounts.users.get(find.userId()));
    accounts.on(Accounts.START_SESSION, accounts::startSession);
    accounts.on(Accounts.ROTATE, accounts::rotate);
    accounts.on(Accounts.END_SESSION, request -> accounts.end(request.sessionId()));
    accounts.on(Accounts.ENDED_SINCE, request -> accounts.endedSince(request.since()));
    return accounts;
  }

  /** Goes away, as a store node does that is stopped. */
  public Future<Void> stop() {
    return Future.join(served.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  /** Ends a session without telling anybody, as if the bus had lost it. */
  public synchronized Done end(String sessionId) {
    sessions.computeIfPresent(
        sessionId, (id, session) -> new Session(session.user(), Instant.now()));
    return new Done();
  }

  /** Everything that is stored, as text. */
  public synchronized String dump() {
    return users.toString() + credentials.values() + sessions + tokens;
  }

  private <Q, R> void on(Address<Q, R> address, Function<Q, R> answer) {
    served.add(
        bus.serve(
            address,
            request -> {
              synchronized (this) {
                return Future.succeededFuture(answer.apply(request));
              }
            }));
  }

  private User create(Accounts.Create request) {
    if (request.login() != null && credentials.containsKey(request.login())) {
      throw new FailureException(ErrorCode.CONFLICT, "This login is taken");
    }
    User user =
        new User(
            users.size() + 1L,
            request.login(),
            request.name(),
            request.login() == null,
            Instant.now());
    users.put(user.id(), user);
    if (request.login() != null) {
      credentials.put(request.login(), new Credentials(user, request.passwordHash()));
    }
    return user;
  }

  private Done startSession(Accounts.StartSession request) {
    sessions.put(request.sessionId(), new Session(users.get(request.userId()), null));
    tokens.put(request.tokenHash(), new Token(request.sessionId(), request.expiresAt(), false));
    return new Done();
  }

  private Rotated rotate(Accounts.Rotate request) {
    Token token = tokens.get(request.tokenHash());
    if (token == null || sessions.get(token.sessionId()).endedAt() != null) {
      return new Rotated(Outcome.UNKNOWN, null, null);
    }
    String sessionId = token.sessionId();
    if (token.used()) {
      end(sessionId);
      return new Rotated(Outcome.REUSED, null, sessionId);
    }
    if (!token.expiresAt().isAfter(Instant.now())) {
      return new Rotated(Outcome.EXPIRED, null, sessionId);
    }
    tokens.put(request.tokenHash(), new Token(sessionId, token.expiresAt(), true));
    tokens.put(request.nextTokenHash(), new Token(sessionId, request.nextExpiresAt(), false));
    return new Rotated(Outcome.ROTATED, sessions.get(sessionId).user(), sessionId);
  }

  private Accounts.EndedSessions endedSince(Instant since) {
    return new Accounts.EndedSessions(
        sessions.entrySet().stream()
            .filter(entry -> entry.getValue().endedAt() != null)
            .filter(entry -> !entry.getValue().endedAt().isBefore(since))
            .map(Map.Entry::getKey)
            .toList());
  }
}
