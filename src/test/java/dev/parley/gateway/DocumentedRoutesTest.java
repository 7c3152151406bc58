package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.api.ApiKeyRoutes;
import dev.parley.api.ApiRouter;
import dev.parley.api.AttachmentRoutes;
import dev.parley.api.BearerAuth;
import dev.parley.api.ConversationApi;
import dev.parley.api.PostedMessages;
import dev.parley.api.Readiness;
import dev.parley.api.legacy.AnswerWait;
import dev.parley.api.legacy.LegacyApi;
import dev.parley.api.openai.OpenAiApi;
import dev.parley.attachment.Uploads;
import dev.parley.auth.Auth;
import dev.parley.auth.EndedEverywhere;
import dev.parley.auth.ExternalIds;
import dev.parley.auth.KeyHolders;
import dev.parley.auth.LocalHosts;
import dev.parley.bus.Bus;
import dev.parley.config.AuthConfig;
import dev.parley.config.HttpConfig;
import dev.parley.config.ModerationConfig;
import dev.parley.config.Secret;
import dev.parley.limits.Rate;
import dev.parley.limits.memory.MemoryRateLimiter;
import dev.parley.service.ChatService;
import dev.parley.service.MessageRules;
import dev.parley.service.Moderator;
import dev.parley.service.OutcomeMemory;
import dev.parley.service.SlashCommands;
import dev.parley.testing.Await;
import dev.parley.testing.MemoryAccounts;
import dev.parley.testing.OpenApi;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The description names what is there, and nothing else. */
class DocumentedRoutesTest {
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    MemoryAccounts.serve(vertx);
  }

  @AfterEach
  void stop() {
    Await.result(vertx.close());
  }

  @Test
  void everyRouteIsDescribedAndEveryDescribedOneIsThere() {
    assertThat(routes()).isEqualTo(OpenApi.read().operations());
  }

  private Set<String> routes() {
    Set<String> operations = new TreeSet<>();
    for (Route route : router().getRoutes()) {
      if (route.getPath() != null && route.methods() != null) {
        String path = route.getPath().replaceAll(":([a-z_]+)", "{$1}");
        for (HttpMethod method : route.methods()) {
          operations.add(method.name() + " " + path);
        }
      }
    }
    return operations;
  }

  private Router router() {
    Bus bus = new Bus(vertx);
    var config = new AuthConfig(true, null, Duration.ofMinutes(15), Duration.ofDays(30));
    Auth auth =
        Await.result(
            Auth.start(vertx, bus, config, new Secret("k".repeat(32)), EndedEverywhere.alone()));
    var limiter = new MemoryRateLimiter(Rate.perMinute(1));
    var http = new HttpConfig("127.0.0.1", 0, 1, List.of());
    Router router = ApiRouter.create(vertx, bus, http, auth, limiter, new Readiness());
    Moderator moderator = new Moderator(vertx, ModerationConfig.NONE, 100);
    ChatService chat = new ChatService(bus, limiter, new MessageRules(100), moderator);
    var commands = new SlashCommands(bus, new OutcomeMemory());
    PostedMessages posts = new PostedMessages(bus, chat, commands);
    new ConversationApi(bus, chat, posts, auth.authenticator(), false).mount(router);
    EventRoutes events = new EventRoutes(bus, null, auth.authenticator());
    events.mount(router);
    Uploads uploads = new Uploads(vertx, bus, limiter, 1);
    new AttachmentRoutes(bus, auth.authenticator(), uploads).mount(router);
    KeyHolders keys = new KeyHolders(bus);
    new ApiKeyRoutes(bus, new BearerAuth(auth.authenticator()), keys).mount(router);
    new OpenAiApi(vertx, bus, keys, limiter, moderator, 1).mount(router);
    ExternalIds people =
        new ExternalIds(
            bus, auth.authenticator(), true, limiter, new LocalHosts("127.0.0.1", List.of()));
    AnswerWait answers = new AnswerWait(vertx, bus, null, null, Duration.ofMinutes(1));
    new LegacyApi(bus, chat, posts, people, true, answers, events::answer).mount(router);
    return router;
  }
}
