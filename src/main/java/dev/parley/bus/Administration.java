package dev.parley.bus;

import dev.parley.bus.Accounts.User;
import java.util.List;

/** What administrators ask of the store. Whether somebody is one is for the caller to check. */
public final class Administration {
  /** The newest first. */
  public static final Address<ListUsers, Users> USERS =
      Address.repeatable("parley.store.admin.users", ListUsers.class, Users.class);

  /** Shuts a person out, which ends all sessions, or lets it in again. Fails with NOT_FOUND. */
  public static final Address<Disable, Changed> DISABLE =
      Address.service("parley.store.admin.disable", Disable.class, Changed.class);

  /** Ends all sessions of a person. Fails with NOT_FOUND. */
  public static final Address<EndSessions, Changed> END_SESSIONS =
      Address.service("parley.store.admin.end_sessions", EndSessions.class, Changed.class);

  public static final Address<Count, Counts> COUNT =
      Address.repeatable("parley.store.admin.count", Count.class, Counts.class);

  private Administration() {}

  /**
   * @param before ids below it; null for the first page
   * @param limit 1 to 100
   * @param search part of the login or the name, in whatever case; null for all
   */
  public record ListUsers(Long before, int limit, String search) {}

  public record Users(List<User> users, boolean hasMore) {}

  public record Disable(long userId, boolean disabled) {}

  public record EndSessions(long userId) {}

  /**
   * @param ended the sessions that this ended
   */
  public record Changed(User user, List<String> ended) {}

  public record Count() {}

  /** All there are; {@code users} are those with an account. */
  public record Counts(long users, long guests, long disabled, long conversations, long messages) {}
}
