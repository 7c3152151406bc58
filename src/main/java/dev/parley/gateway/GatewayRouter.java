package dev.parley.gateway;

import dev.parley.api.ApiKeyRoutes;
import dev.parley.api.ApiRouter;
import dev.parley.api.AttachmentRoutes;
import dev.parley.api.BearerAuth;
import dev.parley.api.ConversationApi;
import dev.parley.api.PostedMessages;
import dev.parley.api.legacy.AnswerWait;
import dev.parley.api.legacy.LegacyApi;
import dev.parley.api.openai.OpenAiApi;
import dev.parley.attachment.Uploads;
import dev.parley.auth.Authenticator;
import dev.parley.auth.ExternalIds;
import dev.parley.auth.KeyHolders;
import dev.parley.auth.LocalHosts;
import dev.parley.bus.Bus;
import dev.parley.config.Config;
import dev.parley.config.LimitsConfig;
import dev.parley.hub.Hub;
import dev.parley.hub.Loop;
import dev.parley.service.ChatService;
import dev.parley.service.MessageRules;
import dev.parley.service.Moderator;
import dev.parley.service.SlashCommands;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Duration;

/** Puts together what one gateway serves over HTTP and WebSocket. */
final class GatewayRouter {
  /** What an answer may wait for a place, besides the time that it is written in. */
  private static final Duration WAIT_FOR_PLACE = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Bus bus;
  private final Config config;
  private final GatewayVerticle.Shared shared;
  private TcpBridge tcpBridge;

  GatewayRouter(Vertx vertx, Bus bus, Config config, GatewayVerticle.Shared shared) {
    this.vertx = vertx;
    this.bus = bus;
    this.config = config;
    this.shared = shared;
  }

  /**
   * The routes of the gateway on this loop.
   *
   * @param connections where its sockets and streams are counted
   */
  Router create(Loop loop, Connections connections) {
    Authenticator auth = shared.auth().authenticator();
    LimitsConfig limits = config.limits();
    Uploads uploads = new Uploads(vertx, bus, shared.messages(), limits.attachmentBytes());
    Moderator moderator = new Moderator(vertx, config.moderation(), limits.messageLength());
    ChatService chat =
        new ChatService(
            bus, shared.messages(), new MessageRules(limits.messageLength()), moderator);
    SlashCommands commands = new SlashCommands(bus, shared.outcomes());
    PostedMessages posts = new PostedMessages(bus, chat, commands);
    Environment environment =
        new Environment(
            vertx,
            loop,
            shared
                .hub()
                .updateAndGet(
                    hub -> hub != null ? hub : new Hub(vertx, bus, loop, shared.presence())),
            limits,
            auth::authenticate,
            bus,
            new CommandHandler(bus, chat, uploads, commands),
            connections,
            auth::leftMs);
    Router router =
        ApiRouter.create(
            vertx, bus, config.http(), shared.auth(), shared.logins(), shared.readiness());
    new ConversationApi(bus, chat, posts, auth, config.search().semantic()).mount(router);
    new AttachmentRoutes(bus, auth, uploads).mount(router);
    KeyHolders keys = programs(router, moderator);
    EventRoutes events = new EventRoutes(bus, environment, auth);
    events.mount(router);
    ExternalIds people =
        new ExternalIds(
            bus,
            auth,
            config.auth().guests(),
            shared.logins(),
            new LocalHosts(config.http().host(), config.http().allowedOrigins()));
    AnswerWait answers =
        new AnswerWait(
            vertx, bus, environment.hub(), loop, config.ai().maxDuration().plus(WAIT_FOR_PLACE));
    new LegacyApi(bus, chat, posts, people, config.auth().guests(), answers, events::answer)
        .mount(router);
    Origins origins = new Origins(config.http().allowedOrigins());
    new WebSocketRoute(environment, origins, people).mount(router);
    bridge(environment, keys, origins, router);
    WebPage.mount(router);
    return router;
  }

  private KeyHolders programs(Router router, Moderator moderator) {
    KeyHolders keys = new KeyHolders(bus);
    new ApiKeyRoutes(bus, new BearerAuth(shared.auth().authenticator()), keys).mount(router);
    int pictureBytes = config.limits().attachmentBytes();
    new OpenAiApi(vertx, bus, keys, shared.messages(), moderator, pictureBytes).mount(router);
    return keys;
  }

  private void bridge(Environment environment, KeyHolders keys, Origins origins, Router router) {
    BridgeTokens tokens = new BridgeTokens(environment.tokens(), keys, config.bridge().services());
    new SockJsBridge(environment, tokens, origins).mount(router);
    tcpBridge = new TcpBridge(environment, tokens);
  }

  /** Listens on TCP, where that is configured, after {@link #create}. */
  Future<Void> listen() {
    return config.bridge().tcpPort() == 0
        ? Future.succeededFuture()
        : tcpBridge.listen(config.bridge());
  }
}
