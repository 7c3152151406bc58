package dev.parley.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.parley.bus.Events;
import dev.parley.bus.Json;
import dev.parley.chat.Change;
import dev.parley.chat.Conversation;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.Member;
import dev.parley.protocol.ServerEvent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A conversation whose row a transaction has locked: the only way to its feed. Changes are
 * gathered, get the next numbers of the feed, and are written together by {@link #commit}.
 *
 * <p>Whatever locks more takes this lock first, so that nothing waits in a circle.
 */
final class LockedConversation {
  private static final String LOCK =
      """
      SELECT c.id FROM conversations c
      WHERE c.id = %s
        AND ($1::bigint IS NULL
          OR EXISTS (SELECT FROM members m WHERE m.conversation_id = c.id AND m.user_id = $1))
      FOR UPDATE OF c
      """;

  private static final String LOCK_BY_ID = LOCK.formatted("$2");
  private static final String LOCK_BY_MESSAGE =
      LOCK.formatted("(SELECT conversation_id FROM messages WHERE id = $2)");
  private static final String LOCK_BY_GENERATION =
      LOCK.formatted("(SELECT conversation_id FROM generations WHERE id = $2)");

  /** In the order of ids, as everybody who locks several. */
  private static final String LOCK_OWNED =
      """
      SELECT c.id FROM members me JOIN conversations c ON c.id = me.conversation_id
      WHERE me.user_id = $1 AND me.role = 'OWNER' ORDER BY c.id LIMIT $2 FOR UPDATE OF c
      """;

  private static final String WRITE =
      """
      WITH written AS (
        INSERT INTO conversation_events (conversation_id, seq, kind, message_id, payload, created_at)
        SELECT $1, e.seq, e.kind, e.message_id, e.payload::jsonb, $9
        FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[])
          AS e (seq, kind, message_id, payload))
      UPDATE conversations
      SET seq = $6, leaf_id = $7, title = $8, updated_at = $10, context = $11, model = $12
      WHERE id = $1
      """;

  private final Sql sql;
  private final Instant now;
  private final Set<Long> audience = new LinkedHashSet<>();
  private final List<FeedEvent> events = new ArrayList<>();
  private Conversation conversation;

  private LockedConversation(Sql sql, Row row) {
    this.sql = sql;
    this.conversation = ConversationRows.read(row);
    this.now = row.getOffsetDateTime("now").toInstant();
    conversation.members().forEach(member -> audience.add(member.userId()));
  }

  /**
   * Fails with NOT_FOUND unless the person is a member.
   *
   * @param userId null for the server itself
   */
  static Future<LockedConversation> byId(Sql sql, Long userId, long conversationId) {
    return lock(sql, LOCK_BY_ID, userId, conversationId);
  }

  static Future<LockedConversation> byMessage(Sql sql, Long userId, long messageId) {
    return lock(sql, LOCK_BY_MESSAGE, userId, messageId);
  }

  static Future<LockedConversation> byGeneration(Sql sql, Long userId, long generationId) {
    return lock(sql, LOCK_BY_GENERATION, userId, generationId);
  }

  /** The oldest that the person owns, archived or not. */
  static Future<List<LockedConversation>> ownedBy(Sql sql, long userId, int limit) {
    return sql.query(LOCK_OWNED, userId, limit)
        .compose(
            rows -> {
              Long[] ids =
                  StreamSupport.stream(rows.spliterator(), false)
                      .map(row -> row.getLong("id"))
                      .toArray(Long[]::new);
              return sql.query(ConversationRows.FIND_ALL, userId, ids);
            })
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> new LockedConversation(sql, row))
                    .toList());
  }

  /** Read after the lock was got, by a statement of its own, or it would be as before the wait. */
  private static Future<LockedConversation> lock(Sql sql, String how, Long userId, long id) {
    return sql.first(how, userId, id)
        .compose(
            found ->
                found == null
                    ? Future.succeededFuture()
                    : sql.first(ConversationRows.FIND, userId, found.getLong("id")))
        .map(
            row -> {
              if (row == null) {
                throw Refusals.notFound();
              }
              return new LockedConversation(sql, row);
            });
  }

  Sql sql() {
    return sql;
  }

  long id() {
    return conversation.id();
  }

  /** The moment of the change, by the database's clock; later than that of any earlier change. */
  Instant now() {
    return now;
  }

  /** As it is with the changes so far. */
  Conversation conversation() {
    return conversation;
  }

  Member member(long userId) {
    return conversation.members().stream()
        .filter(member -> member.userId() == userId)
        .findFirst()
        .orElseThrow(Refusals::notFound);
  }

  /** Adds to the feed. */
  void add(Change change) {
    Long leaf = conversation.leafId();
    Instant updated = now;
    switch (change) {
      case Change.MessageAdded(var message) -> leaf = message.id();
      case Change.FeedbackUpdated feedback -> updated = conversation.updatedAt();
      case Change.MemberAdded(var member) -> audience.add(member.userId());
      case Change.MessageUpdated ignored -> {}
      case Change.MessageDeleted ignored -> updated = conversation.updatedAt();
      case Change.GenerationStarted(var generation) -> leaf = generation.messageId();
      case Change.GenerationFinished ignored -> {}
      case Change.ConversationUpdated ignored -> {}
      case Change.ConversationCleared ignored -> leaf = null;
      case Change.MemberRemoved ignored -> {}
      case Change.ConversationDeleted ignored -> {}
    }
    conversation =
        next(conversation.title(), conversation.context(), conversation.model(), leaf, updated);
    events.add(new FeedEvent(id(), conversation.seq(), change));
  }

  /** Changes what it is called and how it is answered, and adds that to the feed. */
  void update(String title, String context, String model) {
    conversation = next(title, context, model, conversation.leafId(), now);
    events.add(
        new FeedEvent(id(), conversation.seq(), new Change.ConversationUpdated(conversation)));
  }

  private Conversation next(
      String title, String context, String model, Long leaf, Instant updated) {
    return new Conversation(
        id(),
        title,
        context,
        model,
        conversation.pinned(),
        conversation.archived(),
        conversation.lastReadSeq(),
        conversation.seq() + 1,
        leaf,
        conversation.createdAt(),
        updated,
        conversation.members());
  }

  /** Writes what was added; nothing happens when nothing was. */
  <T> Future<Committed<T>> commit(T reply) {
    if (events.isEmpty()) {
      return Future.succeededFuture(Committed.silently(reply));
    }
    int size = events.size();
    Long[] seqs = new Long[size];
    String[] kinds = new String[size];
    Long[] messages = new Long[size];
    String[] payloads = new String[size];
    for (int i = 0; i < size; i++) {
      Change change = events.get(i).change();
      seqs[i] = events.get(i).seq();
      kinds[i] = change.getClass().getSimpleName();
      messages[i] = messageId(change);
      payloads[i] = messages[i] == null ? json(change) : null;
    }
    return sql.query(
            WRITE,
            id(),
            seqs,
            kinds,
            messages,
            payloads,
            conversation.seq(),
            conversation.leafId(),
            conversation.title(),
            Sql.timestamp(now),
            Sql.timestamp(conversation.updatedAt()),
            conversation.context(),
            conversation.model())
        .map(written -> new Committed<>(reply, publications()));
  }

  /** The message that the reader of the feed joins; null when the change is stored as it is. */
  private static Long messageId(Change change) {
    return switch (change) {
      case Change.MessageAdded(var message) -> message.id();
      case Change.MessageUpdated(var message) -> message.id();
      case Change.GenerationStarted(var generation) -> generation.messageId();
      case Change.GenerationFinished(var generation, var message) -> generation.messageId();
      case Change.MessageDeleted ignored -> null;
      case Change.ConversationUpdated ignored -> null;
      case Change.ConversationCleared ignored -> null;
      case Change.MemberAdded ignored -> null;
      case Change.MemberRemoved ignored -> null;
      case Change.FeedbackUpdated ignored -> null;
      case Change.ConversationDeleted ignored -> null;
    };
  }

  private static String json(Change change) {
    try {
      return Json.MAPPER.writerFor(Change.class).writeValueAsString(change);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was added, for those who look at the conversation and for all members. */
  List<Publication> publications() {
    List<Publication> publications = new ArrayList<>();
    for (FeedEvent event : events) {
      publications.add(new Publication(Events.conversation(id()), new ServerEvent.Feed(event)));
      if (concernsLists(event.change())) {
        var memberFeed = new ServerEvent.MemberFeed(event);
        audience.forEach(
            member -> publications.add(new Publication(Events.user(member), memberFeed)));
      }
    }
    return publications;
  }

  private static boolean concernsLists(Change change) {
    return switch (change) {
      case Change.MessageAdded ignored -> true;
      case Change.GenerationFinished ignored -> true;
      case Change.ConversationUpdated ignored -> true;
      case Change.ConversationCleared ignored -> true;
      case Change.ConversationDeleted ignored -> true;
      case Change.MemberAdded ignored -> true;
      case Change.MemberRemoved ignored -> true;
      case Change.MessageUpdated ignored -> false;
      case Change.MessageDeleted ignored -> false;
      case Change.GenerationStarted ignored -> false;
      case Change.FeedbackUpdated ignored -> false;
    };
  }
}
