package dev.parley.api.legacy;

import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.chat.Conversation;
import dev.parley.chat.Member;
import dev.parley.chat.Message;
import dev.parley.dialect.Voice;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.service.ChatService;
import io.vertx.core.Future;
import java.util.List;

/** Conversations by the names that the clients of the old systems have for them. */
final class Chats {
  /** Of one list. */
  private static final int MAX_LISTED = 100;

  /** Newest messages of one chat. */
  private static final int MAX_MESSAGES = 200;

  private static final int MAX_NAME = 200;

  private final Bus bus;
  private final ChatService chat;

  Chats(Bus bus, ChatService chat) {
    this.bus = bus;
    this.chat = chat;
  }

  /**
   * A conversation.
   *
   * @param name the client's, or the id as text
   */
  record Chat(String name, Conversation conversation) {
    boolean ownedBy(long userId) {
      return conversation.members().stream()
          .anyMatch(member -> member.userId() == userId && member.role() == Member.Role.OWNER);
    }
  }

  /** A new one; the server names it. */
  Future<Chat> made(long userId, String title) {
    return bus.request(Conversations.CREATE, new Conversations.Create(userId, title, null, null))
        .map(made -> new Chat(Long.toString(made.id()), made));
  }

  /** The person's own of that name, made when there is none. */
  Future<Chat> opened(long userId, String name) {
    return bus.request(Conversations.NAMED, new Conversations.Named(userId, name))
        .map(found -> new Chat(name, found));
  }

  /**
   * Some of a person's, the newest first.
   *
   * @param cursor where the next page begins; null when this is the last
   */
  record Page(List<Chat> chats, String cursor) {}

  /** The newest of a person. */
  Future<List<Chat>> list(long userId) {
    return page(userId, null, MAX_LISTED).map(Page::chats);
  }

  /**
   * A page of a person's.
   *
   * @param cursor null for the first
   */
  Future<Page> page(long userId, String cursor, int limit) {
    return bus.request(Conversations.LIST, new Conversations.ListPage(userId, cursor, limit, false))
        .compose(
            found ->
                named(userId, found.conversations()).map(chats -> new Page(chats, found.cursor())));
  }

  private Future<List<Chat>> named(long userId, List<Conversation> conversations) {
    List<Long> ids = conversations.stream().map(Conversation::id).toList();
    return bus.request(Conversations.NAMES, new Conversations.ReadNames(userId, ids))
        .map(
            known ->
                conversations.stream()
                    .map(
                        one ->
                            new Chat(
                                known.names().getOrDefault(one.id(), Long.toString(one.id())), one))
                    .toList());
  }

  /** Fails with NOT_FOUND when the person has none of that name or id. */
  Future<Chat> find(long userId, String name) {
    if (name.isBlank() || name.length() > MAX_NAME) {
      return Future.failedFuture(unknown(name));
    }
    return bus.request(Conversations.FIND_NAMED, new Conversations.Named(userId, name))
        .compose(
            found ->
                found == null
                    ? Future.failedFuture(unknown(name))
                    : Future.succeededFuture(new Chat(name, found)));
  }

  private static FailureException unknown(String name) {
    String shown = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    return new FailureException(ErrorCode.NOT_FOUND, "There is no such chat: " + shown);
  }

  /** The newest messages, oldest first; neither what is being written nor what was deleted. */
  Future<List<Message>> messages(long userId, Chat one) {
    return chat.messages(
            new Conversations.LoadMessages(userId, one.conversation().id(), null, MAX_MESSAGES))
        .map(page -> page.messages().stream().filter(Voice::logged).toList());
  }

  /** All of them or none; those of other owners hinder. */
  Future<List<Long>> delete(long userId, List<Chat> some) {
    List<Long> ids = some.stream().map(one -> one.conversation().id()).distinct().toList();
    return ids.isEmpty()
        ? Future.succeededFuture(List.of())
        : bus.request(Conversations.BATCH_DELETE, new Conversations.BatchDelete(userId, ids))
            .map(Conversations.Deleted::deleted);
  }

  /** Deletes what the person owns, archived or not; as many as one transaction takes at a time. */
  Future<Integer> deleteAll(long userId) {
    return bus.request(Conversations.DELETE_OWNED, new Conversations.DeleteOwned(userId))
        .compose(
            gone ->
                gone.more()
                    ? deleteAll(userId).map(later -> gone.deleted() + later)
                    : Future.succeededFuture(gone.deleted()));
  }

  /**
   * Deletes what the person owns and nobody wrote in; as many as one transaction takes at a time.
   */
  Future<Integer> deleteEmpty(long userId) {
    return bus.request(Conversations.DELETE_EMPTY, new Conversations.DeleteEmpty(userId))
        .compose(
            gone -> {
              int deleted = gone.deleted().size();
              return deleted < Conversations.MAX_BATCH
                  ? Future.succeededFuture(deleted)
                  : deleteEmpty(userId).map(later -> deleted + later);
            });
  }
}
