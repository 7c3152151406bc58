package dev.parley.store;

import dev.parley.bus.Conversations.Done;
import dev.parley.bus.Titles;
import dev.parley.chat.Conversation;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/** Who named a conversation, and the names that models find. */
final class TitleRepository {
  private static final String CLAIM =
      "UPDATE conversations SET title_by = 'ASKED' WHERE id = $1 AND title_by = 'TEXT'";

  private static final String GIVE =
      "UPDATE conversations SET title_by = 'MODEL' WHERE id = $1 AND title_by = 'ASKED'";

  private static final String BY = "UPDATE conversations SET title_by = $2 WHERE id = $1";

  private static final String UNNAME =
      "UPDATE conversations SET title_by = 'TEXT' WHERE id = $1 AND title_by <> 'PERSON'";

  private final Pool pool;
  private final Sql sql;

  TitleRepository(Pool pool) {
    this.pool = pool;
    this.sql = new Sql(pool);
  }

  Future<Titles.Claimed> claim(Titles.Claim request) {
    return sql.query(CLAIM, request.conversationId())
        .map(claimed -> new Titles.Claimed(claimed.rowCount() > 0));
  }

  Future<Committed<Done>> set(Titles.Set request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byId(tx, null, request.conversationId())
                .compose(
                    locked ->
                        tx.query(GIVE, locked.id())
                            .compose(
                                given -> {
                                  if (given.rowCount() > 0) {
                                    rename(locked, Texts.storable(request.title()));
                                  }
                                  return locked.commit(new Done());
                                })));
  }

  private static void rename(LockedConversation locked, String title) {
    Conversation conversation = locked.conversation();
    locked.update(title, conversation.context(), conversation.model());
  }

  /** Names it after its first message; a model may find something better. */
  static Future<?> byText(LockedConversation locked, String title) {
    rename(locked, title);
    return locked.sql().query(BY, locked.id(), "TEXT");
  }

  /** Nobody else names it from now on. */
  static Future<?> byPerson(LockedConversation locked) {
    return locked.sql().query(BY, locked.id(), "PERSON");
  }

  /** Takes away the name that no person gave. */
  static Future<?> clear(LockedConversation locked) {
    return locked
        .sql()
        .query(UNNAME, locked.id())
        .onSuccess(
            unnamed -> {
              if (unnamed.rowCount() > 0 && !locked.conversation().title().isEmpty()) {
                rename(locked, "");
              }
            });
  }
}
