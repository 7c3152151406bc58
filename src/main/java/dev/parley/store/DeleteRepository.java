package dev.parley.store;

import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.Deleted;
import dev.parley.bus.Conversations.DeletedOwned;
import dev.parley.bus.Conversations.Done;
import dev.parley.chat.Change;
import dev.parley.chat.Member;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Deleting conversations. The feed goes with the conversation: its last entry is only published.
 */
final class DeleteRepository {
  private static final String DELETE_CHUNKS =
      """
      DELETE FROM generation_chunks
      WHERE generation_id IN (SELECT id FROM generations WHERE conversation_id = $1)
      """;

  private static final String DELETE = "DELETE FROM conversations WHERE id = $1";

  private static final String EMPTY =
      """
      SELECT c.id FROM members me JOIN conversations c ON c.id = me.conversation_id
      WHERE me.user_id = $1 AND me.role = 'OWNER'
        AND NOT EXISTS (SELECT FROM messages m WHERE m.conversation_id = c.id)
      ORDER BY c.id LIMIT $2
      """;

  private static final String DELETE_ALL_CHUNKS =
      """
      DELETE FROM generation_chunks
      WHERE generation_id IN (SELECT id FROM generations WHERE conversation_id = ANY ($1))
      """;

  private static final String DELETE_ALL = "DELETE FROM conversations WHERE id = ANY ($1)";

  private final Pool pool;

  DeleteRepository(Pool pool) {
    this.pool = pool;
  }

  Future<Committed<Done>> delete(Conversations.Delete request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byId(tx, request.userId(), request.conversationId())
                .compose(
                    locked -> {
                      if (!owns(locked, request.userId())) {
                        throw Refusals.forbidden("Only an owner may delete a conversation");
                      }
                      return delete(locked).map(gone -> new Committed<>(new Done(), gone));
                    }));
  }

  private static boolean owns(LockedConversation locked, long userId) {
    return locked.member(userId).role() == Member.Role.OWNER;
  }

  private static Future<List<Publication>> delete(LockedConversation locked) {
    locked.add(new Change.ConversationDeleted());
    Sql sql = locked.sql();
    return sql.query(DELETE_CHUNKS, locked.id())
        .compose(gone -> sql.query(DELETE, locked.id()))
        .map(gone -> locked.publications());
  }

  Future<Committed<Deleted>> batch(Conversations.BatchDelete request) {
    if (request.ids().size() > Conversations.MAX_BATCH) {
      throw Refusals.invalid("ids has more than " + Conversations.MAX_BATCH);
    }
    return Sql.transaction(pool, tx -> new Batch(tx, request.userId()).delete(request.ids()));
  }

  /** In a few statements, however many there are. What is begun in the meantime is kept. */
  Future<Committed<DeletedOwned>> owned(Conversations.DeleteOwned request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.ownedBy(tx, request.userId(), Conversations.MAX_OWNED + 1)
                .compose(
                    all -> {
                      boolean more = all.size() > Conversations.MAX_OWNED;
                      return delete(tx, more ? all.subList(0, Conversations.MAX_OWNED) : all, more);
                    }));
  }

  private static Future<Committed<DeletedOwned>> delete(
      Sql tx, List<LockedConversation> all, boolean more) {
    Long[] ids = all.stream().map(LockedConversation::id).toArray(Long[]::new);
    all.forEach(one -> one.add(new Change.ConversationDeleted()));
    return tx.query(DELETE_ALL_CHUNKS, (Object) ids)
        .compose(gone -> tx.query(DELETE_ALL, (Object) ids))
        .map(
            gone ->
                new Committed<>(
                    new DeletedOwned(ids.length, more),
                    all.stream().flatMap(one -> one.publications().stream()).toList()));
  }

  /** One that got its first message in the meantime is kept. */
  Future<Committed<Deleted>> empty(Conversations.DeleteEmpty request) {
    return Sql.transaction(
        pool,
        tx ->
            tx.query(EMPTY, request.userId(), Conversations.MAX_BATCH)
                .compose(
                    rows -> {
                      Batch batch = new Batch(tx, request.userId());
                      batch.onlyEmpty = true;
                      return batch.delete(
                          StreamSupport.stream(rows.spliterator(), false)
                              .map(row -> row.getLong("id"))
                              .toList());
                    }));
  }

  /** Several in one transaction: all, or none when one hinders. */
  private static final class Batch {
    private final Sql sql;
    private final long userId;
    private final List<Long> deleted = new ArrayList<>();
    private final List<Long> unknown = new ArrayList<>();
    private final List<Long> foreign = new ArrayList<>();
    private final List<Publication> publications = new ArrayList<>();
    private boolean onlyEmpty;

    Batch(Sql sql, long userId) {
      this.sql = sql;
      this.userId = userId;
    }

    /** Locks in the order of ids, as every batch does. */
    Future<Committed<Deleted>> delete(List<Long> ids) {
      Future<Void> all = Future.succeededFuture();
      for (long id : ids.stream().sorted().toList()) {
        all = all.compose(before -> one(id));
      }
      return all.map(
          done -> {
            refuse();
            return new Committed<>(new Deleted(deleted), publications);
          });
    }

    private Future<Void> one(long id) {
      return LockedConversation.byId(sql, userId, id)
          .compose(this::one)
          .recover(
              error -> {
                if (!onlyEmpty && isNotFound(error)) {
                  unknown.add(id);
                  return Future.succeededFuture();
                }
                return isNotFound(error) ? Future.succeededFuture() : Future.failedFuture(error);
              });
    }

    private Future<Void> one(LockedConversation locked) {
      if (!owns(locked, userId)) {
        foreign.add(locked.id());
        return Future.succeededFuture();
      }
      if (onlyEmpty && locked.conversation().leafId() != null) {
        return Future.succeededFuture();
      }
      return DeleteRepository.delete(locked)
          .onSuccess(
              gone -> {
                deleted.add(locked.id());
                publications.addAll(gone);
              })
          .mapEmpty();
    }

    private static boolean isNotFound(Throwable error) {
      return error instanceof FailureException refusal
          && refusal.failure().code() == ErrorCode.NOT_FOUND;
    }

    /** Names all that hinder, and no others. */
    private void refuse() {
      List<String> why = new ArrayList<>();
      if (!unknown.isEmpty()) {
        why.add("There are no such conversations: " + named(unknown));
      }
      if (!foreign.isEmpty()) {
        why.add("Only an owner may delete conversations: " + named(foreign));
      }
      if (!why.isEmpty()) {
        ErrorCode code = unknown.isEmpty() ? ErrorCode.FORBIDDEN : ErrorCode.NOT_FOUND;
        throw new FailureException(code, String.join(". ", why));
      }
    }

    private static String named(List<Long> ids) {
      return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
  }
}
