package dev.parley.api;

import dev.parley.auth.Authenticator;
import dev.parley.bus.Bus;
import dev.parley.service.ChatService;
import io.vertx.ext.web.Router;

/**
 * {@code /api/v1}: conversations, messages and generations over HTTP, for people who are signed in.
 * Answers look as in the native dialect: what an acknowledgement carries there is the body here.
 */
public final class ConversationApi {
  private final Bus bus;
  private final ChatService chat;
  private final PostedMessages posts;
  private final BearerAuth auth;
  private final boolean semantic;

  /**
   * @param semantic whether messages can be found by their meaning
   */
  public ConversationApi(
      Bus bus,
      ChatService chat,
      PostedMessages posts,
      Authenticator authenticator,
      boolean semantic) {
    this.bus = bus;
    this.chat = chat;
    this.posts = posts;
    this.auth = new BearerAuth(authenticator);
    this.semantic = semantic;
  }

  /** Fixed paths go before those with an id in their place. */
  public void mount(Router router) {
    new TransferRoutes(bus, auth).mount(router);
    new ConversationRoutes(bus, chat, auth).mount(router);
    new MessageRoutes(bus, chat, posts, auth).mount(router);
    new ShareRoutes(bus, auth).mount(router);
    new ContextRoutes(bus, auth).mount(router);
    new GenerationRoutes(bus, chat, auth).mount(router);
    new SearchRoutes(bus, auth, semantic).mount(router);
    new ToolRoutes(bus, chat, auth).mount(router);
  }
}
