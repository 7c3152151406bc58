package dev.parley.store;

import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.Names;
import dev.parley.chat.Conversation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.Map;

/** Conversations by the names that a person's programs have for them. */
final class NameRepository {
  private static final int MAX_NAME = 200;

  /** The longest number that is certainly an id. */
  private static final int MAX_DIGITS = 18;

  /** Two who bring the same new name come one after the other, and the second finds it. */
  private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($2, $1))";

  private static final String FIND =
      """
      SELECT me.conversation_id AS id FROM members me
      LEFT JOIN conversation_names n
        ON n.user_id = me.user_id AND n.conversation_id = me.conversation_id AND n.name = $2
      WHERE me.user_id = $1
        AND me.conversation_id IN (
          $3, (SELECT conversation_id FROM conversation_names WHERE user_id = $1 AND name = $2))
      ORDER BY (n.name IS NULL) LIMIT 1
      """;

  /** A name that is left from a conversation of which the person is no member is given anew. */
  private static final String BIND =
      """
      INSERT INTO conversation_names (user_id, name, conversation_id) VALUES ($1, $2, $3)
      ON CONFLICT (user_id, name) DO UPDATE SET conversation_id = excluded.conversation_id
      """;

  private static final String NAMES =
      """
      SELECT conversation_id, min(name) AS name FROM conversation_names
      WHERE user_id = $1 AND conversation_id = ANY ($2) GROUP BY conversation_id
      """;

  private final Pool pool;
  private final Sql sql;

  NameRepository(Pool pool) {
    this.pool = pool;
    this.sql = new Sql(pool);
  }

  Future<Committed<Conversation>> named(Conversations.Named request) {
    if (request.name().isBlank() || request.name().length() > MAX_NAME) {
      throw Refusals.invalid("The name of a conversation has 1 to " + MAX_NAME + " characters");
    }
    return find(sql, request)
        .compose(
            found ->
                found != null
                    ? Future.succeededFuture(Committed.silently(found))
                    : Sql.transaction(pool, tx -> findOrCreate(tx, request)));
  }

  /** Null when there is none. */
  Future<Conversation> existing(Conversations.Named request) {
    return find(sql, request);
  }

  private static Future<Committed<Conversation>> findOrCreate(Sql tx, Conversations.Named request) {
    long userId = request.userId();
    return tx.query(LOCK, userId, request.name())
        .compose(locked -> find(tx, request))
        .compose(
            found -> {
              if (found != null) {
                return Future.succeededFuture(Committed.silently(found));
              }
              return ConversationRepository.create(tx, userId, "", null, null)
                  .compose(
                      made ->
                          tx.query(BIND, userId, request.name(), made.id())
                              .map(bound -> ConversationRepository.viewed(userId, made, made)));
            });
  }

  private static Future<Conversation> find(Sql sql, Conversations.Named request) {
    return sql.first(FIND, request.userId(), request.name(), id(request.name()))
        .compose(
            row ->
                row == null
                    ? Future.succeededFuture()
                    : ConversationRepository.find(sql, request.userId(), row.getLong("id")));
  }

  /** The id that the name may be; null when it is none. */
  private static Long id(String name) {
    boolean digits = name.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && name.length() <= MAX_DIGITS ? Long.valueOf(name) : null;
  }

  Future<Names> names(Conversations.ReadNames request) {
    return sql.query(
            NAMES, request.userId(), request.conversationIds().stream().toArray(Long[]::new))
        .map(
            rows -> {
              Map<Long, String> names = new HashMap<>();
              for (Row row : rows) {
                names.put(row.getLong("conversation_id"), row.getString("name"));
              }
              return new Names(names);
            });
  }
}
