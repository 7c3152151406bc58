package dev.parley.bus;

import java.time.Instant;
import java.util.List;

/** Accounts and logins, as the store role serves them. */
public final class Accounts {
  /** Fails with CONFLICT when the login name is taken. */
  public static final Address<Create, User> CREATE =
      Address.service("parley.store.accounts.create", Create.class, User.class);

  /** Answers null when there is no such account. */
  public static final Address<FindByLogin, Credentials> FIND_BY_LOGIN =
      Address.repeatable(
          "parley.store.accounts.find_by_login", FindByLogin.class, Credentials.class);

  /** Answers null when there is no such account. */
  public static final Address<Find, User> FIND =
      Address.repeatable("parley.store.accounts.find", Find.class, User.class);

  /**
   * The guest who comes in under a name of its own. Answers null when it is new and not to be made.
   * Fails with FORBIDDEN for one who is shut out.
   */
  public static final Address<Guest, User> GUEST =
      Address.service("parley.store.accounts.guest", Guest.class, User.class);

  /**
   * Starts a login: one session, with its first refresh token. Fails with FORBIDDEN for somebody
   * who is shut out.
   */
  public static final Address<StartSession, Done> START_SESSION =
      Address.service("parley.store.accounts.start_session", StartSession.class, Done.class);

  /** Exchanges a refresh token for the next one, or finds out that it was stolen. */
  public static final Address<Rotate, Rotated> ROTATE =
      Address.service("parley.store.accounts.rotate", Rotate.class, Rotated.class);

  /** Ends a session; ending it twice is no error. */
  public static final Address<EndSession, Done> END_SESSION =
      Address.repeatable("parley.store.accounts.end_session", EndSession.class, Done.class);

  /** The sessions ended since a moment, so that a starting gateway refuses their tokens. */
  public static final Address<EndedSince, EndedSessions> ENDED_SINCE =
      Address.repeatable(
          "parley.store.accounts.ended_since", EndedSince.class, EndedSessions.class);

  /** What the person wants every model to know. Fails with NOT_FOUND for an unknown person. */
  public static final Address<ReadContext, UserContext> READ_CONTEXT =
      Address.repeatable(
          "parley.store.accounts.read_context", ReadContext.class, UserContext.class);

  /** Fails with INVALID_FIELD above {@link #MAX_CONTEXT}, with NOT_FOUND as above. */
  public static final Address<WriteContext, Done> WRITE_CONTEXT =
      Address.repeatable("parley.store.accounts.write_context", WriteContext.class, Done.class);

  /** The time of the database, for all nodes the same. */
  public static final Address<AskNow, Now> NOW =
      Address.repeatable("parley.store.accounts.now", AskNow.class, Now.class);

  /** Most characters of a person's context. */
  public static final int MAX_CONTEXT = 16_000;

  private Accounts() {}

  public record Done() {}

  /**
   * @param login unique, lower case; null for a guest
   * @param name shown to others
   * @param passwordHash in PHC format; null for a guest
   */
  public record Create(String login, String name, String passwordHash) {}

  /**
   * @param login null for a guest
   * @param disabled shut out by an administrator
   */
  public record User(
      long id, String login, String name, boolean guest, Instant createdAt, boolean disabled) {
    /** Who is not shut out. */
    public User(long id, String login, String name, boolean guest, Instant createdAt) {
      this(id, login, name, guest, createdAt, false);
    }
  }

  public record FindByLogin(String login) {}

  public record Credentials(User user, String passwordHash) {
    @Override
    public String toString() {
      return "Credentials[user=" + user + ", passwordHash=***]";
    }
  }

  public record Find(long userId) {}

  /**
   * @param externalId 1 to 128 characters
   * @param make whether to make the guest when there is none of that name
   */
  public record Guest(String externalId, boolean make) {}

  /**
   * @param sessionId random, made by the caller
   * @param tokenHash SHA-256 of the refresh token, hexadecimal
   */
  public record StartSession(String sessionId, long userId, String tokenHash, Instant expiresAt) {}

  public record Rotate(String tokenHash, String nextTokenHash, Instant nextExpiresAt) {}

  /**
   * @param outcome ROTATED, or why not
   * @param user null unless rotated
   * @param sessionId null when the token is unknown
   */
  public record Rotated(Outcome outcome, User user, String sessionId) {
    /** REUSED: the token had been used before, so the whole session was ended. */
    public enum Outcome {
      ROTATED,
      UNKNOWN,
      EXPIRED,
      REUSED
    }
  }

  public record EndSession(String sessionId) {}

  public record EndedSince(Instant since) {}

  public record EndedSessions(List<String> sessionIds) {}

  public record AskNow() {}

  public record Now(Instant time) {}

  public record ReadContext(long userId) {}

  /**
   * @param context null when there is none
   */
  public record UserContext(String context) {}

  /**
   * @param context null takes it away
   */
  public record WriteContext(long userId, String context) {}
}
