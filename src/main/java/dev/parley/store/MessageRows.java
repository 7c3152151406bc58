package dev.parley.store;

import dev.parley.chat.ContextUse;
import dev.parley.chat.GenerationMetrics;
import dev.parley.chat.Message;
import dev.parley.chat.MessageStatus;
import dev.parley.chat.MessageType;
import dev.parley.chat.Rating;
import dev.parley.chat.Sentiment;
import dev.parley.chat.Usage;
import io.vertx.sqlclient.Row;

/** How a message is read: as {@code m}, with its sender and the generation that wrote it. */
final class MessageRows {
  static final String COLUMNS =
      """
      m.id AS m_id, m.conversation_id AS m_conversation_id, m.parent_id AS m_parent_id,
      m.type AS m_type, m.sender_id AS m_sender_id, sender.name AS m_sender_name,
      m.content AS m_content, m.status AS m_status, m.created_at AS m_created_at,
      m.client_message_id AS m_client_message_id, g.id AS m_generation_id, m.model AS m_model,
      m.prompt_tokens, m.completion_tokens, m.tokens_estimated,
      m.ttft_ms, m.duration_ms, m.length, m.tokens_per_second,
      m.sentiment_label, m.sentiment_score, m.context_window, m.context_summarized,
      m.context_left_out, m.error_code AS m_error_code,
      """
          + AttachmentRows.column("m.id", "m_attachments")
          + ", "
          + ToolCallRows.column("m_tool_calls");

  static final String JOINS =
      """
      LEFT JOIN users sender ON sender.id = m.sender_id
      LEFT JOIN generations g ON g.message_id = m.id
      """;

  /**
   * Whether a message {@code p} has a place: what was cleared has none, what was taken out by
   * itself has.
   */
  static final String HAS_PLACE = "(p.status <> 'DELETED' OR p.removed_at IS NOT NULL)";

  /** One message, by id and conversation. */
  static final String FIND =
      "SELECT "
          + COLUMNS
          + " FROM messages m "
          + JOINS
          + " WHERE m.id = $1 AND m.conversation_id = $2";

  private MessageRows() {}

  /** As everybody sees it. */
  static Message read(Row row) {
    return read(row, null);
  }

  /**
   * @param feedback of the person who asks
   */
  static Message read(Row row, Rating feedback) {
    MessageStatus status = MessageStatus.valueOf(row.getString("m_status"));
    return new Message(
        row.getLong("m_id"),
        row.getLong("m_conversation_id"),
        row.getLong("m_parent_id"),
        MessageType.valueOf(row.getString("m_type")),
        row.getLong("m_sender_id"),
        row.getString("m_sender_name"),
        row.getString("m_content"),
        status,
        row.getOffsetDateTime("m_created_at").toInstant(),
        row.getString("m_client_message_id"),
        row.getLong("m_generation_id"),
        row.getString("m_model"),
        usage(row),
        metrics(row),
        row.getString("m_error_code"),
        feedback,
        AttachmentRows.list(row, "m_attachments"),
        ToolCallRows.list(row, "m_tool_calls", status != MessageStatus.GENERATING));
  }

  private static Usage usage(Row row) {
    Integer prompt = row.getInteger("prompt_tokens");
    return prompt == null
        ? null
        : new Usage(
            prompt, row.getInteger("completion_tokens"), row.getBoolean("tokens_estimated"));
  }

  private static GenerationMetrics metrics(Row row) {
    Long duration = row.getLong("duration_ms");
    return duration == null
        ? null
        : new GenerationMetrics(
            row.getLong("ttft_ms"),
            duration,
            row.getInteger("length"),
            row.getDouble("tokens_per_second"),
            sentiment(row),
            context(row));
  }

  private static ContextUse context(Row row) {
    Integer window = row.getInteger("context_window");
    return window == null
        ? null
        : new ContextUse(
            window, row.getInteger("context_summarized"), row.getInteger("context_left_out"));
  }

  private static Sentiment sentiment(Row row) {
    String label = row.getString("sentiment_label");
    return label == null ? null : new Sentiment(label, row.getDouble("sentiment_score"));
  }
}
