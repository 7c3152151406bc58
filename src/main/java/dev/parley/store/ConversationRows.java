package dev.parley.store;

import dev.parley.chat.Conversation;
import dev.parley.chat.Member;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * How a conversation is read: as {@code c}, with its members, and as {@code me} sees it; {@code me}
 * is the member who asks, in a join of the statement.
 */
final class ConversationRows {
  static final String COLUMNS =
      """
      c.id AS c_id, c.title, c.context, c.model AS c_model, c.seq AS c_seq, c.leaf_id,
      c.created_at AS c_created_at, c.updated_at AS c_updated_at,
      me.pinned, me.archived, me.last_read_seq,
      who.ids AS member_ids, who.names AS member_names, who.roles AS member_roles
      """;

  static final String MEMBERS =
      """
      CROSS JOIN LATERAL (
        SELECT array_agg(u.id ORDER BY u.id) AS ids, array_agg(u.name ORDER BY u.id) AS names,
               array_agg(p.role ORDER BY u.id) AS roles
        FROM members p JOIN users u ON u.id = p.user_id
        WHERE p.conversation_id = c.id) who
      """;

  /** One conversation, by the member who asks (nullable) and id. */
  static final String FIND = find("= $2");

  /** Several, by the member who asks and an array of ids. */
  static final String FIND_ALL = find("= ANY ($2)") + " ORDER BY c.id";

  private ConversationRows() {}

  private static String find(String ids) {
    return "SELECT "
        + COLUMNS
        + ", statement_timestamp() AS now FROM conversations c "
        + "LEFT JOIN members me ON me.conversation_id = c.id AND me.user_id = $1 "
        + MEMBERS
        + " WHERE c.id "
        + ids
        + " AND ($1::bigint IS NULL OR me.user_id IS NOT NULL)";
  }

  static Conversation read(Row row) {
    return new Conversation(
        row.getLong("c_id"),
        row.getString("title"),
        row.getString("context"),
        row.getString("c_model"),
        Boolean.TRUE.equals(row.getBoolean("pinned")),
        Boolean.TRUE.equals(row.getBoolean("archived")),
        row.getLong("last_read_seq") == null ? 0 : row.getLong("last_read_seq"),
        row.getLong("c_seq"),
        row.getLong("leaf_id"),
        row.getOffsetDateTime("c_created_at").toInstant(),
        row.getOffsetDateTime("c_updated_at").toInstant(),
        members(row));
  }

  private static List<Member> members(Row row) {
    Long[] ids = row.getArrayOfLongs("member_ids");
    String[] names = row.getArrayOfStrings("member_names");
    String[] roles = row.getArrayOfStrings("member_roles");
    List<Member> members = new ArrayList<>();
    for (int i = 0; ids != null && i < ids.length; i++) {
      members.add(new Member(ids[i], names[i], Member.Role.valueOf(roles[i])));
    }
    return members;
  }
}
