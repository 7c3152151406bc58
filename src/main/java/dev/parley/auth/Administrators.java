package dev.parley.auth;

import dev.parley.bus.Accounts;
import dev.parley.bus.Accounts.User;
import dev.parley.bus.Administration;
import dev.parley.bus.Administration.Changed;
import dev.parley.bus.Administration.Counts;
import dev.parley.bus.Administration.Users;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.bus.Usages;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What administrators may do, and nobody else: everything fails with FORBIDDEN for others. Who is
 * one is asked of the store each time, and each thing done is a line of the log {@value #AUDIT}.
 */
public final class Administrators {
  /** Name of the log that says who did what to whom. */
  public static final String AUDIT = "dev.parley.audit";

  private static final Logger LOG = LoggerFactory.getLogger(AUDIT);

  private final Bus bus;
  private final EndedSessions ended;
  private final Set<String> logins;

  Administrators(Bus bus, EndedSessions ended, Set<String> logins) {
    this.bus = bus;
    this.ended = ended;
    this.logins = Set.copyOf(logins);
  }

  /** Whether the person is one; a guest never is. */
  public boolean includes(User user) {
    return user.login() != null && logins.contains(user.login()) && !user.disabled();
  }

  public Future<Users> users(Identity me, Administration.ListUsers list) {
    return admit(me)
        .compose(admin -> bus.request(Administration.USERS, list))
        .onSuccess(found -> audit(me, "list_users", null, "ok"))
        .onFailure(error -> audit(me, "list_users", null, outcome(error)));
  }

  /**
   * Shuts a person out, who is logged out everywhere and may not come back, or lets it in again.
   * Fails with NOT_FOUND, or with CONFLICT for oneself.
   */
  public Future<User> disable(Identity me, long userId, boolean disabled) {
    String action = disabled ? "disable_user" : "enable_user";
    return admit(me)
        .compose(
            admin ->
                disabled && userId == me.userId()
                    ? Future.failedFuture(
                        new FailureException(
                            ErrorCode.CONFLICT, "Administrators cannot disable themselves"))
                    : bus.request(
                        Administration.DISABLE, new Administration.Disable(userId, disabled)))
        .compose(changed -> announce(changed, disabled))
        .onSuccess(user -> audit(me, action, userId, "ok"))
        .onFailure(error -> audit(me, action, userId, outcome(error)));
  }

  /** Logs a person out everywhere. Fails with NOT_FOUND. */
  public Future<Void> endSessions(Identity me, long userId) {
    return admit(me)
        .compose(
            admin ->
                bus.request(Administration.END_SESSIONS, new Administration.EndSessions(userId)))
        .compose(changed -> announce(changed, true))
        .<Void>mapEmpty()
        .onSuccess(done -> audit(me, "end_sessions", userId, "ok"))
        .onFailure(error -> audit(me, "end_sessions", userId, outcome(error)));
  }

  public Future<Counts> count(Identity me) {
    return admit(me)
        .compose(admin -> bus.request(Administration.COUNT, new Administration.Count()))
        .onSuccess(counts -> audit(me, "read_stats", null, "ok"))
        .onFailure(error -> audit(me, "read_stats", null, outcome(error)));
  }

  public Future<Usages.Page> usage(Identity me, Usages.ReadAll read) {
    return admit(me)
        .compose(admin -> bus.request(Usages.ALL, read))
        .onSuccess(page -> audit(me, "read_usage", read.userId(), "ok"))
        .onFailure(error -> audit(me, "read_usage", read.userId(), outcome(error)));
  }

  private Future<User> admit(Identity me) {
    return bus.request(Accounts.FIND, new Accounts.Find(me.userId()))
        .compose(
            user ->
                user != null && includes(user)
                    ? Future.succeededFuture(user)
                    : Future.failedFuture(
                        new FailureException(
                            ErrorCode.FORBIDDEN, "This is for administrators only")));
  }

  /** Completes when no node lets the ended sessions in any more. */
  private Future<User> announce(Changed changed, boolean out) {
    List<Future<Void>> known = changed.ended().stream().map(ended::end).toList();
    if (out) {
      bus.publish(Events.USER_ENDED, new Events.UserEnded(changed.user().id()));
    }
    return Future.join(known).map(changed.user());
  }

  private static String outcome(Throwable error) {
    return error instanceof FailureException refusal ? refusal.failure().code().name() : "INTERNAL";
  }

  /** Numbers and words of our own only, so that nobody can write into the log. */
  private static void audit(Identity me, String action, Long userId, String outcome) {
    LOG.info("admin={} action={} user={} outcome={}", me.userId(), action, userId, outcome);
  }
}
