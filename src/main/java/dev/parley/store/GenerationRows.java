package dev.parley.store;

import dev.parley.chat.Generation;
import dev.parley.chat.GenerationState;
import io.vertx.sqlclient.Row;

/** How a generation is read: as {@code g}. */
final class GenerationRows {
  static final String COLUMNS =
      """
      g.id AS g_id, g.conversation_id AS g_conversation_id, g.message_id AS g_message_id,
      g.parent_id AS g_parent_id, g.model AS g_model, g.state AS g_state, g.epoch AS g_epoch,
      CASE WHEN g.state = 'RUNNING'
        THEN (SELECT coalesce(max(k.seq), 0) FROM generation_chunks k WHERE k.generation_id = g.id)
        ELSE g.last_seq END AS g_last_seq,
      g.error_code AS g_error_code, g.error AS g_error
      """;

  /**
   * What a generation has said so far, as {@code said}: everything before the first gap, which only
   * a loss of power can make.
   */
  static final String SAID =
      """
      (SELECT coalesce(string_agg(content, '' ORDER BY seq), '') AS content,
              coalesce(max(seq), 0) AS last_seq
       FROM (SELECT seq, content, row_number() OVER (ORDER BY seq) AS place
             FROM generation_chunks WHERE generation_id = g.id) numbered
       WHERE seq = place) said
      """;

  private GenerationRows() {}

  static Generation read(Row row) {
    return read(row, row.getLong("g_last_seq"));
  }

  static Generation read(Row row, long lastSeq) {
    return new Generation(
        row.getLong("g_id"),
        row.getLong("g_conversation_id"),
        row.getLong("g_message_id"),
        row.getLong("g_parent_id"),
        row.getString("g_model"),
        GenerationState.valueOf(row.getString("g_state")),
        row.getLong("g_epoch"),
        lastSeq,
        row.getString("g_error_code"),
        row.getString("g_error"));
  }

  /** The same, with this as its newest chunk. */
  static Generation at(Generation generation, long lastSeq) {
    return new Generation(
        generation.id(),
        generation.conversationId(),
        generation.messageId(),
        generation.parentId(),
        generation.model(),
        generation.state(),
        generation.epoch(),
        lastSeq,
        generation.errorCode(),
        generation.error());
  }

  /** As it was when it was asked for. */
  static Generation queued(
      long id, long conversationId, long messageId, long parentId, String model) {
    return new Generation(
        id, conversationId, messageId, parentId, model, GenerationState.QUEUED, 0, 0, null, null);
  }
}
