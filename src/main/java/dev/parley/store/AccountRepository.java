package dev.parley.store;

import dev.parley.bus.Accounts;
import dev.parley.bus.Accounts.Credentials;
import dev.parley.bus.Accounts.Done;
import dev.parley.bus.Accounts.EndedSessions;
import dev.parley.bus.Accounts.Now;
import dev.parley.bus.Accounts.Rotated;
import dev.parley.bus.Accounts.Rotated.Outcome;
import dev.parley.bus.Accounts.User;
import dev.parley.bus.Accounts.UserContext;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Accounts, sessions and refresh tokens. */
final class AccountRepository {
  static final String USER =
      "u.id, u.login, u.name, u.guest, u.created_at, u.disabled_at IS NOT NULL AS disabled";

  private static final String CREATE =
      """
      INSERT INTO users AS u (login, name, guest, password_hash)
      VALUES ($1, $2, $1::text IS NULL, $3) RETURNING
      """
          + USER;

  private static final String FIND_BY_LOGIN =
      "SELECT " + USER + ", u.password_hash FROM users u WHERE u.login = $1";

  private static final String FIND = "SELECT " + USER + " FROM users u WHERE u.id = $1";

  private static final String GUEST = "SELECT " + USER + " FROM users u WHERE u.external_id = $1";

  private static final String MAKE_GUEST =
      """
      INSERT INTO users (external_id, name, guest) VALUES ($1, $2, true)
      ON CONFLICT (external_id) DO NOTHING
      """;

  /** Characters of an external id that become the guest's name. */
  private static final int MAX_NAME = 64;

  private static final String START_SESSION =
      """
      WITH person AS (SELECT id FROM users WHERE id = $2 AND disabled_at IS NULL FOR SHARE),
      started AS (INSERT INTO sessions (id, user_id) SELECT $1, id FROM person RETURNING id)
      INSERT INTO refresh_tokens (hash, session_id, expires_at) SELECT $3, id, $4 FROM started
      """;

  /** Two who present the same token at the same time come one after the other. */
  private static final String LOCK_TOKEN =
      """
      SELECT t.session_id, t.used_at IS NOT NULL AS used, t.expires_at <= now() AS expired,
             s.ended_at IS NOT NULL AS ended, %s
      FROM refresh_tokens t
      JOIN sessions s ON s.id = t.session_id
      JOIN users u ON u.id = s.user_id
      WHERE t.hash = $1
      FOR UPDATE OF t, s
      """
          .formatted(USER);

  private static final String EXCHANGE =
      """
      WITH used AS (UPDATE refresh_tokens SET used_at = now() WHERE hash = $1 RETURNING session_id)
      INSERT INTO refresh_tokens (hash, session_id, expires_at) SELECT $2, session_id, $3 FROM used
      """;

  private static final String END_SESSION =
      "UPDATE sessions SET ended_at = now() WHERE id = $1 AND ended_at IS NULL";

  private static final String ENDED_SINCE =
      "SELECT id FROM sessions WHERE ended_at >= $1 ORDER BY ended_at";

  private static final String READ_CONTEXT = "SELECT context FROM users WHERE id = $1";

  private static final String WRITE_CONTEXT =
      "UPDATE users SET context = $2 WHERE id = $1 RETURNING id";

  private final Pool pool;
  private final Sql sql;

  AccountRepository(Pool pool) {
    this.pool = pool;
    this.sql = new Sql(pool);
  }

  Future<User> create(Accounts.Create request) {
    return sql.first(CREATE, lower(request.login()), request.name(), request.passwordHash())
        .map(AccountRepository::user)
        .recover(error -> Future.failedFuture(isTaken(error) ? loginTaken() : error));
  }

  private static boolean isTaken(Throwable error) {
    return error instanceof PgException database && "23505".equals(database.getSqlState());
  }

  private static FailureException loginTaken() {
    return Refusals.conflict("This login name is taken");
  }

  Future<Credentials> findByLogin(Accounts.FindByLogin request) {
    return sql.first(FIND_BY_LOGIN, lower(request.login()))
        .map(
            row -> row == null ? null : new Credentials(user(row), row.getString("password_hash")));
  }

  Future<User> find(Accounts.Find request) {
    return sql.first(FIND, request.userId()).map(row -> row == null ? null : user(row));
  }

  /** Of several who come at the same time, one makes the guest and all find it. */
  Future<User> guest(Accounts.Guest request) {
    return guest(request.externalId())
        .compose(
            found ->
                found != null || !request.make()
                    ? Future.succeededFuture(found)
                    : sql.query(MAKE_GUEST, request.externalId(), shown(request.externalId()))
                        .compose(made -> guest(request.externalId())));
  }

  private Future<User> guest(String externalId) {
    return sql.first(GUEST, externalId)
        .map(
            row -> {
              if (row != null && row.getBoolean("disabled")) {
                throw shutOut();
              }
              return row == null ? null : user(row);
            });
  }

  private static String shown(String externalId) {
    int characters = externalId.codePointCount(0, externalId.length());
    return characters <= MAX_NAME
        ? externalId
        : externalId.substring(0, externalId.offsetByCodePoints(0, MAX_NAME));
  }

  Future<Done> startSession(Accounts.StartSession request) {
    return sql.query(
            START_SESSION,
            request.sessionId(),
            request.userId(),
            request.tokenHash(),
            Sql.timestamp(request.expiresAt()))
        .compose(rows -> rows.rowCount() > 0 ? Future.succeededFuture() : refuse(request.userId()))
        .map(started -> new Done());
  }

  private Future<Void> refuse(long userId) {
    return sql.first(FIND, userId)
        .map(
            row -> {
              known(row);
              throw shutOut();
            });
  }

  private static FailureException shutOut() {
    return Refusals.forbidden("This account is disabled");
  }

  Future<Rotated> rotate(Accounts.Rotate request) {
    return Sql.transaction(
        pool,
        tx -> tx.first(LOCK_TOKEN, request.tokenHash()).compose(row -> rotate(tx, row, request)));
  }

  private static Future<Rotated> rotate(Sql tx, Row token, Accounts.Rotate request) {
    if (token == null) {
      return Future.succeededFuture(new Rotated(Outcome.UNKNOWN, null, null));
    }
    String sessionId = token.getString("session_id");
    if (token.getBoolean("used")) {
      return tx.query(END_SESSION, sessionId)
          .map(ended -> new Rotated(Outcome.REUSED, null, sessionId));
    }
    if (token.getBoolean("expired") || token.getBoolean("ended")) {
      return Future.succeededFuture(new Rotated(Outcome.EXPIRED, null, sessionId));
    }
    return tx.query(
            EXCHANGE,
            request.tokenHash(),
            request.nextTokenHash(),
            Sql.timestamp(request.nextExpiresAt()))
        .map(exchanged -> new Rotated(Outcome.ROTATED, user(token), sessionId));
  }

  Future<Done> endSession(Accounts.EndSession request) {
    return sql.query(END_SESSION, request.sessionId()).map(ended -> new Done());
  }

  Future<EndedSessions> endedSince(Accounts.EndedSince request) {
    return sql.query(ENDED_SINCE, Sql.timestamp(request.since()))
        .map(
            rows -> {
              List<String> ids = new ArrayList<>();
              rows.forEach(row -> ids.add(row.getString("id")));
              return new EndedSessions(ids);
            });
  }

  Future<Now> now() {
    return sql.first("SELECT clock_timestamp() AS now")
        .map(row -> new Now(row.getOffsetDateTime("now").toInstant()));
  }

  Future<UserContext> readContext(Accounts.ReadContext request) {
    return sql.first(READ_CONTEXT, request.userId())
        .map(row -> new UserContext(known(row).getString("context")));
  }

  Future<Done> writeContext(Accounts.WriteContext request) {
    String context = request.context();
    if (context != null && context.length() > Accounts.MAX_CONTEXT) {
      throw Refusals.invalid(
          "The context must not be longer than " + Accounts.MAX_CONTEXT + " characters");
    }
    return sql.first(
            WRITE_CONTEXT, request.userId(), context == null ? null : Texts.storable(context))
        .map(
            row -> {
              known(row);
              return new Done();
            });
  }

  private static Row known(Row row) {
    if (row == null) {
      throw Refusals.notFound();
    }
    return row;
  }

  private static String lower(String login) {
    return login == null ? null : login.toLowerCase(Locale.ROOT);
  }

  static User user(Row row) {
    return new User(
        row.getLong("id"),
        row.getString("login"),
        row.getString("name"),
        row.getBoolean("guest"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getBoolean("disabled"));
  }
}
