package dev.parley.store;

import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.Done;
import dev.parley.chat.Change;
import dev.parley.chat.Member;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/** Empties conversations. */
final class ClearRepository {
  private static final String FIND_OPEN =
      """
      SELECT id FROM generations
      WHERE conversation_id = $1 AND state IN ('QUEUED', 'RUNNING') LIMIT 1
      """;

  /** The log of an answer goes with its text. */
  private static final String DELETE_TEXT =
      """
      WITH said AS (
        DELETE FROM generation_chunks
        WHERE generation_id IN (SELECT id FROM generations WHERE conversation_id = $1)),
      calls AS (
        DELETE FROM tool_calls
        WHERE generation_id IN (SELECT id FROM generations WHERE conversation_id = $1)),
      results AS (
        DELETE FROM tool_results
        WHERE generation_id IN (SELECT id FROM generations WHERE conversation_id = $1))
      UPDATE messages SET status = 'DELETED', content = '', removed_at = NULL
      WHERE conversation_id = $1 AND (status <> 'DELETED' OR removed_at IS NOT NULL)
      """;

  private final Pool pool;

  ClearRepository(Pool pool) {
    this.pool = pool;
  }

  Future<Committed<Done>> clear(Conversations.Clear request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byId(tx, request.userId(), request.conversationId())
                .compose(locked -> clear(locked, request.userId())));
  }

  private static Future<Committed<Done>> clear(LockedConversation locked, long userId) {
    if (locked.member(userId).role() != Member.Role.OWNER) {
      throw Refusals.forbidden("Only an owner may clear a conversation");
    }
    Sql tx = locked.sql();
    return tx.first(FIND_OPEN, locked.id())
        .compose(
            open -> {
              if (open != null) {
                throw Refusals.conflict("An answer is being written; stop it first");
              }
              return tx.query(DELETE_TEXT, locked.id());
            })
        .compose(deleted -> SummaryRepository.forgetAll(locked))
        .compose(
            deleted -> {
              locked.add(new Change.ConversationCleared());
              return TitleRepository.clear(locked);
            })
        .compose(cleared -> locked.commit(new Done()));
  }
}
