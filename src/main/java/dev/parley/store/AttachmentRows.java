package dev.parley.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.parley.bus.Json;
import dev.parley.chat.Attachment;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the attachments of messages are read and written with them. */
final class AttachmentRows {
  static final String COLUMNS = "a.id, a.media_type, a.bytes, a.width, a.height, a.external_url";

  private static final TypeReference<List<Attachment>> LIST = new TypeReference<>() {};

  private static final String USE =
      """
      UPDATE attachments a SET conversation_id = $1
      WHERE a.id = ANY($2) AND a.ready
        AND (a.conversation_id = $1 OR (a.conversation_id IS NULL AND a.owner = $3))
      RETURNING
      """
          + COLUMNS;

  private static final String LIST_OF_MESSAGE =
      """
      INSERT INTO message_attachments (message_id, position, attachment_id)
      SELECT $1, used.position, used.id
      FROM unnest($2::bigint[]) WITH ORDINALITY AS used (id, position)
      """;

  private AttachmentRows() {}

  /**
   * The attachments of a message as a column of text, null when it has none.
   *
   * @param messageId an SQL expression
   */
  static String column(String messageId, String name) {
    return """
    (SELECT json_agg(json_build_object('id', a.id, 'media_type', a.media_type, 'bytes', a.bytes,
         'width', a.width, 'height', a.height, 'external_url', a.external_url) ORDER BY p.position)
       FROM message_attachments p JOIN attachments a ON a.id = p.attachment_id
       WHERE p.message_id = %s)::text AS %s
    """
        .formatted(messageId, name);
  }

  static List<Attachment> list(Row row, String column) {
    String json = row.getString(column);
    try {
      return json == null ? List.of() : Json.MAPPER.readValue(json, LIST);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Attachment read(Row row) {
    return new Attachment(
        row.getLong("id"),
        row.getString("media_type"),
        row.getLong("bytes"),
        row.getInteger("width"),
        row.getInteger("height"),
        row.getString("external_url"));
  }

  /**
   * Makes them the conversation's, in the order of the ids. Fails with INVALID_FIELD unless each is
   * the person's own and unused, or the conversation's already.
   */
  static Future<List<Attachment>> use(LockedConversation locked, List<Long> ids, long userId) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    if (ids.size() > Attachment.MAX_PER_MESSAGE) {
      throw Refusals.invalid("attachments must have at most " + Attachment.MAX_PER_MESSAGE);
    }
    return locked
        .sql()
        .query(USE, locked.id(), ids.toArray(Long[]::new), userId)
        .map(
            rows -> {
              Map<Long, Attachment> used = new HashMap<>();
              rows.forEach(row -> used.put(row.getLong("id"), read(row)));
              List<Attachment> inOrder = new ArrayList<>();
              for (long id : ids) {
                if (!used.containsKey(id)) {
                  throw Refusals.invalid("attachments names a picture that is not there");
                }
                inOrder.add(used.get(id));
              }
              return inOrder;
            });
  }

  static Future<?> attach(Sql sql, long messageId, List<Attachment> attachments) {
    if (attachments.isEmpty()) {
      return Future.succeededFuture();
    }
    Long[] ids = attachments.stream().map(Attachment::id).toArray(Long[]::new);
    return sql.query(LIST_OF_MESSAGE, messageId, ids);
  }
}
