package dev.parley.api.legacy;

import dev.parley.api.PostedMessages;
import dev.parley.auth.ExternalIds;
import dev.parley.auth.Identity;
import dev.parley.bus.Bus;
import dev.parley.chat.Generation;
import dev.parley.protocol.Dialect;
import dev.parley.service.ChatService;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** The HTTP endpoints of systems 1 to 3, for clients that were written for them. */
public final class LegacyApi {
  private final Bus bus;
  private final ChatService chat;
  private final PostedMessages posts;
  private final ExternalIds people;
  private final boolean guests;
  private final AnswerWait answers;
  private final AnswerStream stream;

  /** Tells an answer from its beginning to its end, as server-sent events. */
  @FunctionalInterface
  public interface AnswerStream {
    void tell(RoutingContext ctx, Identity identity, Generation answer, Dialect.Session words);
  }

  /**
   * @param guests whether people may come in without a token
   */
  public LegacyApi(
      Bus bus,
      ChatService chat,
      PostedMessages posts,
      ExternalIds people,
      boolean guests,
      AnswerWait answers,
      AnswerStream stream) {
    this.bus = bus;
    this.chat = chat;
    this.posts = posts;
    this.people = people;
    this.guests = guests;
    this.answers = answers;
    this.stream = stream;
  }

  /** Adds the routes to a router that answers failures with problems. */
  public void mount(Router router) {
    Callers callers = new Callers(people);
    Chats chats = new Chats(bus, chat);
    new SessionsApi(callers, chats).mount(router);
    new ChatsApi(bus, callers, chats, new ChatKeys(bus, callers, guests)).mount(router);
    new EventsChatsApi(bus, callers, chats).mount(router);
    new GenerateApi(chat, posts, callers, chats, answers, stream).mount(router);
  }
}
