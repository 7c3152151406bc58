package dev.parley.store;

import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.Done;
import dev.parley.chat.Change;
import dev.parley.chat.Conversation;
import dev.parley.chat.Member;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.Locale;

/** Who is in a conversation. */
final class MemberRepository {
  /** Most members of one conversation: each gets each of its messages. */
  static final int MAX_MEMBERS = 200;

  /** A login name goes before a number that somebody chose as login name. */
  private static final String FIND_INVITEE =
      """
      SELECT id, name FROM users WHERE login = $1 OR id = $2
      ORDER BY (login = $1) DESC NULLS LAST LIMIT 1
      """;

  private static final String ADD =
      "INSERT INTO members (conversation_id, user_id, role) VALUES ($1, $2, 'MEMBER')";

  private static final String REMOVE =
      "DELETE FROM members WHERE conversation_id = $1 AND user_id = $2";

  private final Pool pool;

  MemberRepository(Pool pool) {
    this.pool = pool;
  }

  /** Inviting a member changes nothing. */
  Future<Committed<Conversation>> invite(Conversations.Invite request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byId(tx, request.userId(), request.conversationId())
                .compose(
                    locked ->
                        tx.first(
                                FIND_INVITEE,
                                request.invitee().toLowerCase(Locale.ROOT),
                                number(request.invitee()))
                            .compose(person -> invite(locked, request.userId(), person))));
  }

  private static Long number(String invitee) {
    return invitee.matches("[0-9]{1,18}") ? Long.valueOf(invitee) : null;
  }

  private static Future<Committed<Conversation>> invite(
      LockedConversation locked, long userId, Row person) {
    if (person == null) {
      throw new FailureException(ErrorCode.NOT_FOUND, "There is no such person");
    }
    long invited = person.getLong("id");
    Conversation before = locked.conversation();
    if (before.members().stream().anyMatch(member -> member.userId() == invited)) {
      return locked.commit(before);
    }
    if (before.members().size() >= MAX_MEMBERS) {
      throw new FailureException(
          ErrorCode.QUOTA_EXCEEDED, "A conversation has at most " + MAX_MEMBERS + " members");
    }
    locked.add(
        new Change.MemberAdded(new Member(invited, person.getString("name"), Member.Role.MEMBER)));
    return locked
        .sql()
        .query(ADD, locked.id(), invited)
        .compose(added -> locked.commit(null))
        .compose(
            committed ->
                locked
                    .sql()
                    .first(ConversationRows.FIND, userId, locked.id())
                    .map(
                        row ->
                            new Committed<>(ConversationRows.read(row), committed.publications())));
  }

  /** A conversation keeps its owner for as long as it has other members. */
  Future<Committed<Done>> remove(Conversations.RemoveMember request) {
    return Sql.transaction(
        pool,
        tx ->
            LockedConversation.byId(tx, request.userId(), request.conversationId())
                .compose(
                    locked -> {
                      check(locked, request.userId(), request.memberId());
                      locked.add(new Change.MemberRemoved(request.memberId()));
                      return tx.query(REMOVE, locked.id(), request.memberId())
                          .compose(removed -> locked.commit(new Done()));
                    }));
  }

  private static void check(LockedConversation locked, long userId, long memberId) {
    Member acting = locked.member(userId);
    Member removed = locked.member(memberId);
    if (userId != memberId && acting.role() != Member.Role.OWNER) {
      throw Refusals.forbidden("Only an owner may remove other members");
    }
    long owners =
        locked.conversation().members().stream()
            .filter(member -> member.role() == Member.Role.OWNER)
            .count();
    if (removed.role() == Member.Role.OWNER && owners == 1) {
      throw Refusals.conflict("The only owner cannot leave; delete the conversation instead");
    }
  }
}
