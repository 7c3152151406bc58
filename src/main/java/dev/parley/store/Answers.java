package dev.parley.store;

import dev.parley.chat.Change;
import dev.parley.chat.Generation;
import io.vertx.core.Future;

/**
 * Asks for an answer: an empty message and the generation that is to write it.
 *
 * @param admission lets it begin
 */
record Answers(Admission admission) {
  private static final String ASK =
      """
      WITH answer AS (
        INSERT INTO messages (conversation_id, parent_id, type, content, status, model, created_at)
        VALUES ($1, $2, 'ASSISTANT', '', 'GENERATING', $3, $4) RETURNING id)
      INSERT INTO generations (conversation_id, message_id, parent_id, model, state, created_at,
        asker_id)
      SELECT $1, id, $2, $3, 'QUEUED', $4, $5 FROM answer RETURNING id, message_id
      """;

  /**
   * Adds both to the feed. Fails with QUOTA_EXCEEDED.
   *
   * @param askerId who asks, and whose quota it is
   * @param parentId the message to answer
   * @param model null for the conversation's
   */
  Future<Generation> ask(LockedConversation locked, long askerId, long parentId, String model) {
    String chosen = model == null ? locked.conversation().model() : model;
    return locked
        .sql()
        .first(ASK, locked.id(), parentId, chosen, Sql.timestamp(locked.now()), askerId)
        .map(
            row -> {
              Generation generation =
                  GenerationRows.queued(
                      row.getLong("id"), locked.id(), row.getLong("message_id"), parentId, chosen);
              locked.add(new Change.GenerationStarted(generation));
              return generation;
            })
        .compose(
            generation ->
                admission
                    .admit(
                        locked.sql(), Admission.Call.generation(generation.id(), askerId, chosen))
                    .map(admitted -> generation));
  }
}
