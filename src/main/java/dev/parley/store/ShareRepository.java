package dev.parley.store;

import dev.parley.bus.Shares;
import dev.parley.bus.Shares.Done;
import dev.parley.bus.Shares.Said;
import dev.parley.bus.Shares.Shared;
import dev.parley.chat.Member;
import dev.parley.chat.MessageStatus;
import dev.parley.chat.MessageType;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/** Links to conversations. What they show is read anew each time: what was removed is gone. */
final class ShareRepository {
  private static final String FIND_PLACE =
      "SELECT p.id FROM messages p WHERE p.id = $1 AND p.conversation_id = $2 AND "
          + MessageRows.HAS_PLACE;

  private static final String SHARE =
      """
      INSERT INTO shares (conversation_id, token_hash, leaf_id) VALUES ($1, $2, $3)
      ON CONFLICT (conversation_id) DO UPDATE SET token_hash = excluded.token_hash,
        leaf_id = excluded.leaf_id, created_at = now()
      """;

  private static final String UNSHARE = "DELETE FROM shares WHERE conversation_id = $1";

  /** One row with nothing but the conversation when nothing of it is left. */
  private static final String READ =
      """
      WITH RECURSIVE shared AS (
        SELECT s.leaf_id, s.created_at, c.title FROM shares s
        JOIN conversations c ON c.id = s.conversation_id WHERE s.token_hash = $1),
      path AS (
        SELECT p.*, 1 AS depth, length(p.content)::bigint AS total
        FROM messages p JOIN shared ON p.id = shared.leaf_id
        UNION ALL
        SELECT p.*, path.depth + 1, path.total + length(p.content)
        FROM messages p JOIN path ON p.id = path.parent_id
        WHERE path.depth < $2 AND path.total + length(p.content) <= $3)
      SELECT shared.title, shared.created_at AS shared_at, p.id, p.parent_id, p.type, p.content,
        p.status, p.created_at, coalesce(sender.name, p.model) AS author,
        (SELECT count(*) FROM message_attachments a WHERE a.message_id = p.id)::int AS pictures
      FROM shared LEFT JOIN path p ON %s
      LEFT JOIN users sender ON sender.id = p.sender_id
      ORDER BY p.depth DESC
      """
          .formatted(MessageRows.HAS_PLACE);

  private final Pool pool;
  private final Sql sql;

  ShareRepository(Pool pool) {
    this.pool = pool;
    this.sql = new Sql(pool);
  }

  Future<Done> share(Shares.Share request) {
    return Sql.transaction(
        pool,
        tx ->
            owned(tx, request.userId(), request.conversationId())
                .compose(locked -> share(locked, request)));
  }

  private static Future<Done> share(LockedConversation locked, Shares.Share request) {
    Long leaf = request.messageId() == null ? locked.conversation().leafId() : request.messageId();
    Sql tx = locked.sql();
    return tx.first(FIND_PLACE, leaf, locked.id())
        .compose(
            found -> {
              if (found == null) {
                throw Refusals.invalid("message_id is not a message of this conversation");
              }
              return tx.query(SHARE, locked.id(), request.tokenHash(), leaf);
            })
        .map(shared -> new Done());
  }

  Future<Done> unshare(Shares.Unshare request) {
    return Sql.transaction(
        pool,
        tx ->
            owned(tx, request.userId(), request.conversationId())
                .compose(locked -> tx.query(UNSHARE, locked.id()))
                .map(gone -> new Done()));
  }

  private static Future<LockedConversation> owned(Sql tx, long userId, long conversationId) {
    return LockedConversation.byId(tx, userId, conversationId)
        .map(
            locked -> {
              if (locked.member(userId).role() != Member.Role.OWNER) {
                throw Refusals.forbidden("Only an owner may share a conversation");
              }
              return locked;
            });
  }

  Future<Shared> read(Shares.Read request) {
    return sql.query(READ, request.tokenHash(), Shares.MAX_MESSAGES, (long) Shares.MAX_CHARACTERS)
        .map(ShareRepository::shared);
  }

  private static Shared shared(RowSet<Row> rows) {
    Row first = Sql.first(rows);
    if (first == null) {
      throw Refusals.notFound();
    }
    List<Said> messages = new ArrayList<>();
    for (Row row : rows) {
      if (row.getLong("id") != null) {
        messages.add(said(row));
      }
    }
    return new Shared(
        first.getString("title"),
        first.getOffsetDateTime("shared_at").toInstant(),
        messages,
        first.getLong("parent_id") == null);
  }

  private static Said said(Row row) {
    return new Said(
        MessageType.valueOf(row.getString("type")),
        row.getString("author"),
        row.getString("content"),
        MessageStatus.valueOf(row.getString("status")),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getInteger("pictures"));
  }
}
