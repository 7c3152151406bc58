package dev.parley.store;

import dev.parley.bus.ApiKeys;
import dev.parley.bus.ApiKeys.ApiKey;
import dev.parley.bus.ApiKeys.Done;
import dev.parley.bus.ApiKeys.Holder;
import dev.parley.bus.ApiKeys.Keys;
import dev.parley.bus.ApiKeys.Scope;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Keys with which programs act for a person. */
final class ApiKeyRepository {
  private static final String KEY =
      "k.id, k.name, k.start, k.scopes, k.created_at, k.last_used_at, k.revoked_at";

  /** Two that are made at the same time come one after the other, and are counted. */
  private static final String LOCK_PERSON =
      """
      SELECT (SELECT count(*) FROM api_keys k WHERE k.user_id = u.id AND k.revoked_at IS NULL)
        AS active
      FROM users u WHERE u.id = $1 AND u.disabled_at IS NULL FOR NO KEY UPDATE
      """;

  private static final String FORGET_REVOKED =
      """
      DELETE FROM api_keys WHERE id IN (
        SELECT id FROM api_keys WHERE user_id = $1 AND revoked_at IS NOT NULL
        ORDER BY revoked_at DESC, id DESC OFFSET $2)
      """;

  private static final String CREATE =
      """
      INSERT INTO api_keys AS k (user_id, name, start, hash, scopes)
      VALUES ($1, $2, $3, $4, $5) RETURNING
      """
          + KEY;

  private static final String LIST =
      "SELECT " + KEY + " FROM api_keys k WHERE k.user_id = $1 ORDER BY k.id DESC LIMIT $2";

  private static final String REVOKE =
      """
      UPDATE api_keys SET revoked_at = coalesce(revoked_at, now())
      WHERE id = $1 AND user_id = $2 RETURNING id
      """;

  static final String REVOKE_ALL =
      "UPDATE api_keys SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL";

  private static final String USE =
      """
      WITH holder AS (
        SELECT k.id, k.user_id, k.scopes FROM api_keys k JOIN users u ON u.id = k.user_id
        WHERE k.hash = $1 AND k.revoked_at IS NULL AND u.disabled_at IS NULL),
      used AS (
        UPDATE api_keys k SET last_used_at = now() FROM holder
        WHERE k.id = holder.id
          AND (k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute'))
      SELECT id, user_id, scopes FROM holder
      """;

  private final Pool pool;
  private final Sql sql;

  ApiKeyRepository(Pool pool) {
    this.pool = pool;
    this.sql = new Sql(pool);
  }

  Future<ApiKey> create(ApiKeys.Create request) {
    return Sql.transaction(
        pool,
        tx ->
            tx.first(LOCK_PERSON, request.userId())
                .compose(
                    person -> {
                      check(person);
                      return tx.query(FORGET_REVOKED, request.userId(), ApiKeys.MAX_REVOKED);
                    })
                .compose(
                    forgotten ->
                        tx.first(
                            CREATE,
                            request.userId(),
                            request.name(),
                            request.start(),
                            request.hash(),
                            request.scopes().stream().map(Scope::name).toArray(String[]::new)))
                .map(ApiKeyRepository::key));
  }

  private static void check(Row person) {
    if (person == null) {
      throw Refusals.forbidden("This person may have no keys");
    }
    if (person.getLong("active") >= ApiKeys.MAX_ACTIVE) {
      throw new FailureException(
          ErrorCode.QUOTA_EXCEEDED,
          "At most " + ApiKeys.MAX_ACTIVE + " keys: revoke one that is no longer needed");
    }
  }

  Future<Keys> list(ApiKeys.ListKeys request) {
    return sql.query(LIST, request.userId(), ApiKeys.MAX_ACTIVE + ApiKeys.MAX_REVOKED)
        .map(
            rows -> {
              List<ApiKey> keys = new ArrayList<>();
              rows.forEach(row -> keys.add(key(row)));
              return new Keys(keys);
            });
  }

  Future<Done> revoke(ApiKeys.Revoke request) {
    return sql.first(REVOKE, request.keyId(), request.userId())
        .map(
            row -> {
              if (row == null) {
                throw Refusals.notFound();
              }
              return new Done();
            });
  }

  Future<Holder> use(ApiKeys.Use request) {
    return sql.first(USE, request.hash())
        .map(
            row ->
                row == null
                    ? null
                    : new Holder(row.getLong("id"), row.getLong("user_id"), scopes(row)));
  }

  private static ApiKey key(Row row) {
    return new ApiKey(
        row.getLong("id"),
        row.getString("name"),
        row.getString("start"),
        scopes(row),
        row.getOffsetDateTime("created_at").toInstant(),
        instant(row.getOffsetDateTime("last_used_at")),
        instant(row.getOffsetDateTime("revoked_at")));
  }

  private static List<Scope> scopes(Row row) {
    return Stream.of(row.getArrayOfStrings("scopes")).map(Scope::valueOf).toList();
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
