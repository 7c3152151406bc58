package dev.parley.store;

import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.Done;
import dev.parley.bus.Conversations.Opened;
import dev.parley.bus.Events;
import dev.parley.chat.Conversation;
import dev.parley.chat.Generation;
import dev.parley.chat.GenerationState;
import dev.parley.chat.ToolCall;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Conversations as such: their list, their settings, what each member made of them. */
final class ConversationRepository {
  private static final int MAX_PAGE = 100;

  static final String CREATE =
      """
      WITH created AS (
        INSERT INTO conversations (title, context, model) VALUES ($2, $3, $4) RETURNING id)
      INSERT INTO members (conversation_id, user_id, role)
      SELECT id, $1, 'OWNER' FROM created RETURNING conversation_id AS id
      """;

  private static final String SET_VIEW =
      """
      UPDATE members SET pinned = coalesce($3, pinned), archived = coalesce($4, archived)
      WHERE conversation_id = $1 AND user_id = $2
      """;

  private static final String MARK_READ =
      """
      UPDATE members SET last_read_seq = greatest(last_read_seq, least($3, c.seq))
      FROM conversations c
      WHERE c.id = $1 AND conversation_id = $1 AND user_id = $2
      """;

  private static final String LIST =
      "SELECT "
          + ConversationRows.COLUMNS
          + """
          FROM (
            SELECT c.*, mine.pinned, mine.archived, mine.last_read_seq
            FROM members mine JOIN conversations c ON c.id = mine.conversation_id
            WHERE mine.user_id = $1 AND mine.archived = $2
              AND ($3::timestamptz IS NULL OR (c.updated_at, c.id) < ($3, $4))
              AND ($6::text IS NULL OR strpos(lower(c.title), lower($6)) > 0)
            ORDER BY c.updated_at DESC, c.id DESC LIMIT $5) c
          CROSS JOIN LATERAL (SELECT c.pinned, c.archived, c.last_read_seq) me
          """
          + ConversationRows.MEMBERS
          + " ORDER BY c.updated_at DESC, c.id DESC";

  private static final String OPEN =
      "SELECT "
          + ConversationRows.COLUMNS
          + ", "
          + GenerationRows.COLUMNS
          + ", g.owner AS g_owner, said.content AS said, said.last_seq AS said_seq, "
          + ToolCallRows.column("g_tool_calls")
          + ","
          + " (SELECT coalesce(max(n.id), 0) FROM messages n WHERE n.conversation_id = c.id)"
          + " AS newest_message FROM"
          + " conversations c JOIN members me ON me.conversation_id = c.id AND me.user_id = $1 "
          + ConversationRows.MEMBERS
          + "LEFT JOIN generations g ON g.conversation_id = c.id "
          + "AND g.state IN ('QUEUED', 'RUNNING') LEFT JOIN LATERAL "
          + GenerationRows.SAID
          + " ON true WHERE c.id = $2 ORDER BY g.id";

  private final Pool pool;
  private final Sql sql;
  private final Spoken spoken;

  ConversationRepository(Pool pool, Spoken spoken) {
    this.pool = pool;
    this.sql = new Sql(pool);
    this.spoken = spoken;
  }

  Future<Committed<Conversation>> create(Conversations.Create request) {
    String title = Objects.requireNonNullElse(request.title(), "");
    return Sql.transaction(
            pool,
            tx ->
                create(
                    tx,
                    request.userId(),
                    title,
                    emptyToNull(request.context()),
                    emptyToNull(request.model())))
        .map(conversation -> viewed(request.userId(), conversation, conversation));
  }

  static Future<Conversation> create(
      Sql tx, long userId, String title, String context, String model) {
    return tx.first(CREATE, userId, title, context, model)
        .compose(row -> find(tx, userId, row.getLong("id")));
  }

  /** As the person sees it. Fails with NOT_FOUND unless the person is a member. */
  static Future<Conversation> find(Sql sql, long userId, long conversationId) {
    return sql.first(ConversationRows.FIND, userId, conversationId)
        .map(
            row -> {
              if (row == null) {
                throw Refusals.notFound();
              }
              return ConversationRows.read(row);
            });
  }

  /** An answer of which all connections of the person hear. */
  static <T> Committed<T> viewed(long userId, Conversation conversation, T reply) {
    return new Committed<>(
        reply,
        List.of(
            new Publication(Events.user(userId), new ServerEvent.ConversationView(conversation))));
  }

  Future<Committed<Conversation>> update(Conversations.Update request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byId(tx, request.userId(), request.conversationId())
                .compose(locked -> update(locked, request)));
  }

  private static Future<Committed<Conversation>> update(
      LockedConversation locked, Conversations.Update request) {
    Conversation old = locked.conversation();
    String title = Objects.requireNonNullElse(request.title(), old.title());
    String context = changed(request.context(), old.context());
    String model = changed(request.model(), old.model());
    if (!title.equals(old.title())
        || !Objects.equals(context, old.context())
        || !Objects.equals(model, old.model())) {
      locked.update(title, context, model);
    }
    Future<?> named =
        request.title() == null ? Future.succeededFuture() : TitleRepository.byPerson(locked);
    Future<Committed<Conversation>> shared =
        named.compose(done -> locked.commit(locked.conversation()));
    if (request.pinned() == null && request.archived() == null) {
      return shared;
    }
    long userId = request.userId();
    return shared.compose(
        committed ->
            locked
                .sql()
                .query(SET_VIEW, locked.id(), userId, request.pinned(), request.archived())
                .compose(set -> find(locked.sql(), userId, locked.id()))
                .map(mine -> and(committed, viewed(userId, mine, mine))));
  }

  /** Both, in this order, with the answer of the second. */
  private static <T> Committed<T> and(Committed<?> first, Committed<T> second) {
    List<Publication> all = new ArrayList<>(first.publications());
    all.addAll(second.publications());
    return new Committed<>(second.reply(), all);
  }

  private static String changed(String wanted, String old) {
    return wanted == null ? old : emptyToNull(wanted);
  }

  static String emptyToNull(String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  Future<Committed<Done>> markRead(Conversations.MarkRead request) {
    return Sql.transaction(
            pool,
            tx ->
                tx.query(MARK_READ, request.conversationId(), request.userId(), request.seq())
                    .compose(read -> find(tx, request.userId(), request.conversationId())))
        .map(mine -> viewed(request.userId(), mine, new Done()));
  }

  Future<Result.Conversations> list(Conversations.ListPage request) {
    Cursor cursor = request.cursor() == null ? null : Cursor.decode(request.cursor());
    int limit = Math.clamp(request.limit(), 1, MAX_PAGE);
    return sql.query(
            LIST,
            request.userId(),
            request.archived(),
            cursor == null ? null : Sql.timestamp(cursor.updatedAt()),
            cursor == null ? null : cursor.id(),
            limit + 1,
            request.inTitle())
        .map(rows -> page(rows, limit));
  }

  private static Result.Conversations page(RowSet<Row> rows, int limit) {
    List<Conversation> found = new ArrayList<>();
    rows.forEach(row -> found.add(ConversationRows.read(row)));
    if (found.size() <= limit) {
      return new Result.Conversations(found, null);
    }
    List<Conversation> page = found.subList(0, limit);
    return new Result.Conversations(List.copyOf(page), Cursor.after(page.getLast()).encode());
  }

  Future<Opened> open(Conversations.Open request) {
    return sql.query(OPEN, request.userId(), request.conversationId())
        .compose(
            rows -> {
              Row first = Sql.first(rows);
              if (first == null) {
                throw Refusals.notFound();
              }
              List<Future<Result.Running>> running = new ArrayList<>();
              for (Row row : rows) {
                if (row.getLong("g_id") != null) {
                  running.add(running(row));
                }
              }
              return Future.all(running)
                  .map(
                      read ->
                          new Opened(
                              ConversationRows.read(first),
                              running.stream().map(Future::result).toList(),
                              first.getLong("newest_message")));
            });
  }

  private Future<Result.Running> running(Row row) {
    long last = row.getLong("said_seq");
    Generation generation = GenerationRows.read(row, last);
    String said = row.getString("said");
    List<ToolCall> calls = ToolCallRows.list(row, "g_tool_calls", false);
    if (spoken.onlyInDatabase() || generation.state() != GenerationState.RUNNING) {
      return Future.succeededFuture(new Result.Running(generation, said, calls));
    }
    return spoken
        .running(generation, row.getString("g_owner"), last, true)
        .map(
            rest ->
                new Result.Running(
                    GenerationRows.at(generation, rest.lastSeq(last)), said + rest.text(), calls));
  }
}
