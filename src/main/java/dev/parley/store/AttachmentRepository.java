package dev.parley.store;

import dev.parley.bus.Attachments;
import dev.parley.bus.Attachments.Begun;
import dev.parley.bus.Attachments.Chunk;
import dev.parley.bus.Attachments.Done;
import dev.parley.bus.Attachments.Found;
import dev.parley.chat.Attachment;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;

/** Pictures and their bytes. */
final class AttachmentRepository {
  private static final int MAX_URL = 2_048;

  /** The uploads of one person begin one after another, so that they count each other. */
  private static final String LOCK_OWNER = "SELECT id FROM users WHERE id = $1 FOR UPDATE";

  private static final String UNUSED =
      """
      SELECT count(*) AS number, coalesce(sum(bytes + thumbnail_bytes), 0)::bigint AS bytes
      FROM attachments WHERE owner = $1 AND conversation_id IS NULL
      """;

  private static final String BEGIN =
      """
      INSERT INTO attachments (owner, media_type, bytes, width, height, sha256, thumbnail_type,
        thumbnail_bytes)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
      """;

  private static final String APPEND =
      """
      INSERT INTO attachment_chunks (attachment_id, thumbnail, n, data)
      SELECT a.id, $3, $4, $5 FROM attachments a
      WHERE a.id = $2 AND a.owner = $1 AND NOT a.ready
        AND $4::bigint * $6 < CASE WHEN $3 THEN a.thumbnail_bytes ELSE a.bytes END
      ON CONFLICT (attachment_id, thumbnail, n) DO UPDATE SET data = excluded.data
      RETURNING n
      """;

  private static final String FINISH =
      "UPDATE attachments a SET ready = true WHERE a.id = $2 AND a.owner = $1 AND NOT a.ready "
          + "AND (SELECT coalesce(sum(length(c.data)) FILTER (WHERE c.thumbnail), 0) "
          + "= a.thumbnail_bytes "
          + "AND coalesce(sum(length(c.data)) FILTER (WHERE NOT c.thumbnail), 0) = a.bytes "
          + "FROM attachment_chunks c WHERE c.attachment_id = a.id) RETURNING "
          + AttachmentRows.COLUMNS;

  private static final String LINK =
      """
      INSERT INTO attachments AS a (owner, media_type, bytes, width, height, sha256, thumbnail_type,
        thumbnail_bytes, external_url, ready)
      VALUES ($1, 'image/*', 0, 0, 0, '', 'image/*', 0, $2, true) RETURNING
      """
          + AttachmentRows.COLUMNS;

  private static final String READABLE =
      """
       FROM attachments a WHERE a.id = $2 AND a.ready AND ($1::bigint IS NULL
         OR (a.conversation_id IS NULL AND a.owner = $1)
         OR EXISTS (SELECT FROM members m
                    WHERE m.conversation_id = a.conversation_id AND m.user_id = $1))
      """;

  private static final String FIND =
      "SELECT "
          + AttachmentRows.COLUMNS
          + ", a.sha256, a.thumbnail_type, a.thumbnail_bytes"
          + READABLE;

  private static final String CHUNK =
      "SELECT (SELECT c.data FROM attachment_chunks c WHERE c.attachment_id = a.id"
          + " AND c.thumbnail = $3 AND c.n = $4) AS data"
          + READABLE;

  private final Pool pool;
  private final Sql sql;

  AttachmentRepository(Pool pool) {
    this.pool = pool;
    this.sql = new Sql(pool);
  }

  Future<Begun> begin(Attachments.Begin request) {
    long size = request.bytes() + request.thumbnailBytes();
    return withinQuota(
            request.userId(),
            size,
            BEGIN,
            request.userId(),
            request.mediaType(),
            request.bytes(),
            request.width(),
            request.height(),
            request.sha256(),
            request.thumbnailType(),
            request.thumbnailBytes())
        .map(row -> new Begun(row.getLong("id")));
  }

  Future<Attachment> link(Attachments.Link request) {
    if (request.url().length() > MAX_URL || !request.url().matches("(?i)https?://[^\\s/]\\S*")) {
      throw Refusals.invalid("The address of a picture must be http or https and not too long");
    }
    return withinQuota(request.userId(), 0, LINK, request.userId(), request.url())
        .map(AttachmentRows::read);
  }

  private Future<Row> withinQuota(long userId, long size, String insert, Object... values) {
    return Sql.transaction(
        pool,
        tx ->
            tx.query(LOCK_OWNER, userId)
                .compose(locked -> tx.first(UNUSED, userId))
                .compose(
                    unused -> {
                      if (unused.getLong("number") >= Attachments.MAX_UNUSED
                          || unused.getLong("bytes") + size > Attachments.MAX_UNUSED_BYTES) {
                        throw new FailureException(
                            ErrorCode.QUOTA_EXCEEDED, "Too many pictures that no message has");
                      }
                      return tx.first(insert, values);
                    }));
  }

  Future<Done> append(Attachments.Append request) {
    if (request.data().length > Attachments.CHUNK_BYTES || request.n() < 0) {
      throw Refusals.invalid("A chunk has at most " + Attachments.CHUNK_BYTES + " bytes");
    }
    return sql.first(
            APPEND,
            request.userId(),
            request.id(),
            request.thumbnail(),
            request.n(),
            Buffer.buffer(request.data()),
            (long) Attachments.CHUNK_BYTES)
        .map(
            row -> {
              if (row == null) {
                throw Refusals.notFound();
              }
              return new Done();
            });
  }

  Future<Attachment> finish(Attachments.Finish request) {
    return sql.first(FINISH, request.userId(), request.id())
        .map(
            row -> {
              if (row == null) {
                throw Refusals.conflict("The picture is not whole");
              }
              return AttachmentRows.read(row);
            });
  }

  Future<Found> find(Attachments.Find request) {
    return sql.first(FIND, request.userId(), request.id())
        .map(
            row -> {
              if (row == null) {
                throw Refusals.notFound();
              }
              return new Found(
                  AttachmentRows.read(row),
                  row.getString("sha256"),
                  row.getString("thumbnail_type"),
                  row.getLong("thumbnail_bytes"));
            });
  }

  Future<Chunk> chunk(Attachments.ReadChunk request) {
    return sql.first(CHUNK, request.userId(), request.id(), request.thumbnail(), request.n())
        .map(
            row -> {
              Buffer data = row == null ? null : row.getBuffer("data");
              if (data == null) {
                throw Refusals.notFound();
              }
              return new Chunk(data.getBytes());
            });
  }
}
