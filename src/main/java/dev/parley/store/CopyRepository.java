package dev.parley.store;

import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.Imported;
import dev.parley.chat.Conversation;
import dev.parley.chat.Message;
import dev.parley.chat.MessageStatus;
import dev.parley.chat.MessageType;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Conversations that begin with messages written before. Their feed begins empty: there is nobody
 * yet who could have missed anything of it.
 */
final class CopyRepository {
  private static final String NEW_IDS =
      "SELECT nextval(pg_get_serial_sequence('messages', 'id')) AS id FROM generate_series(1, $1)";

  private static final String COPY =
      """
      WITH RECURSIVE path AS (
        SELECT m.*, 1 AS depth FROM messages m WHERE m.id = $1
        UNION ALL
        SELECT m.*, path.depth + 1 FROM messages m JOIN path ON m.id = path.parent_id
        WHERE path.depth <= $3),
      numbered AS MATERIALIZED (
        SELECT path.*, nextval(pg_get_serial_sequence('messages', 'id')) AS new_id
        FROM (SELECT * FROM path ORDER BY depth DESC) path)
      INSERT INTO messages (id, conversation_id, parent_id, type, sender_id, content, status, model,
        prompt_tokens, completion_tokens, tokens_estimated, ttft_ms, duration_ms, length,
        tokens_per_second, error_code, created_at, removed_at)
      OVERRIDING SYSTEM VALUE
      SELECT new_id, $2, lag(new_id) OVER (ORDER BY depth DESC), type, sender_id, content, status,
        model, prompt_tokens, completion_tokens, tokens_estimated, ttft_ms, duration_ms, length,
        tokens_per_second, error_code, created_at, removed_at
      FROM numbered RETURNING id
      """;

  private static final String INSERT =
      """
      INSERT INTO messages (id, conversation_id, parent_id, type, sender_id, content, status, model,
        created_at, removed_at)
      OVERRIDING SYSTEM VALUE
      SELECT m.id, $1, m.parent_id, m.type,
        CASE WHEN m.type <> 'ASSISTANT' THEN $2::bigint END, m.content, m.status, m.model,
        coalesce(m.created_at, now()), CASE WHEN m.status = 'DELETED' THEN now() END
      FROM unnest($3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
        $9::timestamptz[]) AS m (id, parent_id, type, content, status, model, created_at)
      """;

  private static final String SET_LEAF = "UPDATE conversations SET leaf_id = $2 WHERE id = $1";

  private final Pool pool;

  CopyRepository(Pool pool) {
    this.pool = pool;
  }

  Future<Committed<Conversation>> fork(Conversations.Fork request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byId(tx, request.userId(), request.conversationId())
                .compose(
                    source ->
                        tx.first(MessageRows.FIND, request.messageId(), source.id())
                            .compose(row -> fork(source, row, request.userId()))));
  }

  private static Future<Committed<Conversation>> fork(
      LockedConversation source, Row row, long userId) {
    if (row == null) {
      throw Refusals.notFound();
    }
    Message last = MessageRows.read(row);
    if (last.status() == MessageStatus.GENERATING) {
      throw Refusals.conflict("The message is still being written");
    }
    Sql sql = source.sql();
    Conversation from = source.conversation();
    return begin(
        sql,
        new Conversations.Create(userId, from.title(), from.context(), from.model()),
        copy ->
            sql.query(COPY, last.id(), copy, Conversations.MAX_COPIED)
                .map(
                    rows -> {
                      checkSize(rows.size());
                      return StreamSupport.stream(rows.spliterator(), false)
                          .map(copied -> copied.getLong("id"))
                          .max(Long::compare)
                          .orElseThrow();
                    }));
  }

  private static void checkSize(int messages) {
    if (messages > Conversations.MAX_COPIED) {
      throw new FailureException(
          ErrorCode.QUOTA_EXCEEDED, "At most " + Conversations.MAX_COPIED + " messages are copied");
    }
  }

  Future<Committed<Conversation>> importing(Conversations.Import request) {
    checkSize(request.messages().size());
    return Sql.transaction(
        pool,
        tx ->
            begin(
                tx,
                new Conversations.Create(
                    request.userId(), request.title(), request.context(), request.model()),
                id -> insert(tx, id, request)));
  }

  /** Makes the conversation, then its messages; the answer of that is the last of them. */
  private static Future<Committed<Conversation>> begin(
      Sql sql, Conversations.Create create, Function<Long, Future<Long>> messages) {
    return sql.first(
            ConversationRepository.CREATE,
            create.userId(),
            Objects.requireNonNullElse(create.title(), ""),
            ConversationRepository.emptyToNull(create.context()),
            ConversationRepository.emptyToNull(create.model()))
        .map(row -> row.getLong("id"))
        .compose(
            id ->
                messages
                    .apply(id)
                    .compose(leaf -> sql.query(SET_LEAF, id, leaf))
                    .compose(set -> ConversationRepository.find(sql, create.userId(), id)))
        .map(made -> ConversationRepository.viewed(create.userId(), made, made));
  }

  private static Future<Long> insert(Sql sql, long conversationId, Conversations.Import request) {
    List<Imported> messages = request.messages();
    if (messages.isEmpty()) {
      return Future.succeededFuture();
    }
    return sql.query(NEW_IDS, messages.size())
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.getLong("id"))
                    .sorted()
                    .toArray(Long[]::new))
        .compose(
            ids ->
                sql.query(
                        INSERT,
                        conversationId,
                        request.userId(),
                        ids,
                        messages.stream()
                            .map(m -> m.parent() == null ? null : ids[m.parent()])
                            .toArray(Long[]::new),
                        texts(messages, m -> m.type().name()),
                        texts(messages, Imported::content),
                        texts(messages, m -> m.status().name()),
                        texts(messages, m -> m.type() == MessageType.ASSISTANT ? m.model() : null),
                        messages.stream()
                            .map(Imported::createdAt)
                            .map(CopyRepository::timestamp)
                            .toArray(OffsetDateTime[]::new))
                    .map(inserted -> ids[ids.length - 1]));
  }

  private static String[] texts(List<Imported> messages, Function<Imported, String> value) {
    return messages.stream().map(value).toArray(String[]::new);
  }

  private static OffsetDateTime timestamp(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
