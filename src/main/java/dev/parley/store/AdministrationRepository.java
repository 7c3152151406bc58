package dev.parley.store;

import dev.parley.bus.Accounts.User;
import dev.parley.bus.Administration.Changed;
import dev.parley.bus.Administration.Count;
import dev.parley.bus.Administration.Counts;
import dev.parley.bus.Administration.Disable;
import dev.parley.bus.Administration.EndSessions;
import dev.parley.bus.Administration.ListUsers;
import dev.parley.bus.Administration.Users;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/** What administrators see and do. */
final class AdministrationRepository {
  private static final int MAX_PAGE = 100;

  private static final String LIST =
      "SELECT "
          + AccountRepository.USER
          + """
           FROM users u
          WHERE ($1::bigint IS NULL OR u.id < $1)
            AND ($2::text IS NULL OR strpos(lower(u.name), lower($2)) > 0
              OR strpos(u.login, lower($2)) > 0)
          ORDER BY u.id DESC LIMIT $3
          """;

  /** Waits for logins that have just begun, which are then seen and ended. */
  private static final String SET_DISABLED =
      """
      UPDATE users u SET disabled_at = CASE WHEN $2 THEN coalesce(u.disabled_at, now()) END
      WHERE u.id = $1 RETURNING
      """
          + AccountRepository.USER;

  private static final String FIND =
      "SELECT " + AccountRepository.USER + " FROM users u WHERE u.id = $1";

  private static final String END_SESSIONS =
      "UPDATE sessions SET ended_at = now() WHERE user_id = $1 AND ended_at IS NULL RETURNING id";

  private static final String COUNT =
      """
      SELECT count(*) FILTER (WHERE NOT guest) AS users, count(*) FILTER (WHERE guest) AS guests,
        count(*) FILTER (WHERE disabled_at IS NOT NULL) AS disabled,
        (SELECT count(*) FROM conversations) AS conversations,
        (SELECT count(*) FROM messages WHERE status <> 'DELETED') AS messages
      FROM users
      """;

  private final Pool pool;
  private final Sql sql;

  AdministrationRepository(Pool pool) {
    this.pool = pool;
    this.sql = new Sql(pool);
  }

  Future<Users> users(ListUsers request) {
    int limit = Math.clamp(request.limit(), 1, MAX_PAGE);
    return sql.query(LIST, request.before(), request.search(), limit + 1)
        .map(
            rows -> {
              List<User> found = new ArrayList<>();
              rows.forEach(row -> found.add(AccountRepository.user(row)));
              boolean hasMore = found.size() > limit;
              return new Users(hasMore ? List.copyOf(found.subList(0, limit)) : found, hasMore);
            });
  }

  Future<Changed> disable(Disable request) {
    return Sql.transaction(
        pool,
        tx ->
            tx.first(SET_DISABLED, request.userId(), request.disabled())
                .map(AdministrationRepository::known)
                .compose(
                    user ->
                        request.disabled()
                            ? end(tx, user)
                            : Future.succeededFuture(new Changed(user, List.of()))));
  }

  Future<Changed> endSessions(EndSessions request) {
    return Sql.transaction(
        pool,
        tx ->
            tx.first(FIND, request.userId())
                .map(AdministrationRepository::known)
                .compose(user -> end(tx, user)));
  }

  private static Future<Changed> end(Sql tx, User user) {
    return tx.query(END_SESSIONS, user.id())
        .map(
            rows -> {
              List<String> ended = new ArrayList<>();
              rows.forEach(row -> ended.add(row.getString("id")));
              return new Changed(user, ended);
            });
  }

  Future<Counts> count(Count request) {
    return sql.first(COUNT)
        .map(
            row ->
                new Counts(
                    row.getLong("users"),
                    row.getLong("guests"),
                    row.getLong("disabled"),
                    row.getLong("conversations"),
                    row.getLong("messages")));
  }

  private static User known(Row row) {
    if (row == null) {
      throw Refusals.notFound();
    }
    return AccountRepository.user(row);
  }
}
