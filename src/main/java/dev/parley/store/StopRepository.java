package dev.parley.store;

import dev.parley.bus.Generations;
import dev.parley.bus.Generations.Owned;
import dev.parley.bus.Generations.StopRequested;
import dev.parley.chat.GenerationState;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/** Stops generations: what waits ends at once, what runs is told by whoever asked. */
final class StopRepository {
  private static final String LOCK_OPEN =
      """
      SELECT id, state, epoch, owner FROM generations
      WHERE conversation_id = $1 AND state IN ('QUEUED', 'RUNNING')
        AND ($2::bigint IS NULL OR id = $2) AND ($3::bigint IS NULL OR parent_id = $3)
      ORDER BY id FOR UPDATE
      """;

  private static final String REQUEST_STOP =
      "UPDATE generations SET stop_requested = true WHERE id = ANY($1)";

  private final Pool pool;

  StopRepository(Pool pool) {
    this.pool = pool;
  }

  Future<Committed<StopRequested>> stop(Generations.RequestStop request) {
    if ((request.generationId() == null) == (request.conversationId() == null)) {
      throw Refusals.invalid("Give either a generation or a conversation to stop");
    }
    return Sql.transaction(
        pool,
        tx ->
            (request.generationId() == null
                    ? LockedConversation.byId(tx, request.userId(), request.conversationId())
                    : LockedConversation.byGeneration(tx, request.userId(), request.generationId()))
                .compose(
                    locked -> stop(locked, request.generationId(), null).compose(locked::commit)));
  }

  /** Stops the answers to a message, as a part of what is done to the conversation. */
  static Future<StopRequested> stopAnswersTo(LockedConversation locked, long messageId) {
    return stop(locked, null, messageId);
  }

  private static Future<StopRequested> stop(
      LockedConversation locked, Long generationId, Long parentId) {
    Sql tx = locked.sql();
    return tx.query(LOCK_OPEN, locked.id(), generationId, parentId)
        .compose(
            rows -> {
              List<Long> stopped = new ArrayList<>();
              List<Owned> running = new ArrayList<>();
              Future<?> done = Future.succeededFuture();
              for (Row row : rows) {
                long id = row.getLong("id");
                if (row.getString("state").equals(GenerationState.RUNNING.name())) {
                  running.add(new Owned(id, row.getString("owner")));
                } else {
                  stopped.add(id);
                  Generations.Finish end = EndRepository.unstarted(id, row.getLong("epoch"));
                  done =
                      done.compose(
                          before ->
                              EndRepository.end(locked, GenerationState.QUEUED, end)
                                  .compose(ended -> Ledger.release(tx, id)));
                }
              }
              Long[] ids = running.stream().map(Owned::generationId).toArray(Long[]::new);
              return done.compose(ended -> tx.query(REQUEST_STOP, (Object) ids))
                  .map(marked -> new StopRequested(stopped, running));
            });
  }
}
