package dev.parley.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.auth.Administrators;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Administrators, and those who are not. */
class AdminIT {
  private static final String USERS = "/api/v1/admin/users";
  private static final String PASSWORD = "correct horse battery";

  private static Vertx vertx;
  private static TestServer server;
  private static JsonObject root;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    server = TestServer.start(Map.of("PARLEY_AUTH_ADMINS", "root,other-root"));
    root = enter("register", "root").body();
  }

  @AfterAll
  static void stop() {
    server.close();
    vertx.close().await();
  }

  @Test
  void disablingEndsEverySessionAndRefusesTheNext() {
    JsonObject first = enter("register", "mallory").body();
    JsonObject second = enter("login", "mallory").body();
    String path = USERS + "/" + id(first);
    try (ChatClient one = ChatClient.login(vertx, server.port(), token(first));
        ChatClient two = ChatClient.login(vertx, server.port(), token(second))) {
      Answer disabled = patch(path, root, true);
      assertThat(disabled.status()).as(disabled.text()).isEqualTo(200);
      assertThat(disabled.body().getBoolean("disabled")).isTrue();
      assertThat(one.closed().code()).isEqualTo(4004);
      assertThat(two.closed().code()).isEqualTo(4004);
    }
    assertThat(Http.get(server.port(), "/api/v1/auth/me", token(first)).status()).isEqualTo(401);
    problem(enter("login", "mallory"), 403, "FORBIDDEN");
    JsonObject refresh = new JsonObject().put("refresh_token", second.getString("refresh_token"));
    problem(Http.post(server.port(), "/api/v1/auth/refresh", null, refresh), 401, "INVALID_TOKEN");

    assertThat(patch(path, root, false).body().getBoolean("disabled")).isFalse();
    assertThat(enter("login", "mallory").status()).isEqualTo(200);
  }

  @Test
  void loggingOutEverywhereLeavesTheDoorOpen() {
    JsonObject guest = enter("register", "wanderer").body();
    try (ChatClient client = ChatClient.login(vertx, server.port(), token(guest))) {
      assertThat(delete(USERS + "/" + id(guest) + "/sessions", root).status()).isEqualTo(204);
      assertThat(client.closed().code()).isEqualTo(4004);
    }
    assertThat(Http.get(server.port(), "/api/v1/auth/me", token(guest)).status()).isEqualTo(401);
    assertThat(enter("login", "wanderer").status()).isEqualTo(200);
    problem(delete(USERS + "/999999999/sessions", root), 404, "NOT_FOUND");
  }

  @Test
  void leavesALineForEachThingDoneOrRefused() {
    JsonObject eve = enter("register", "audited-eve").body();
    Logger audit = (Logger) LoggerFactory.getLogger(Administrators.AUDIT);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Level before = audit.getLevel();
    audit.setLevel(Level.INFO);
    audit.addAppender(lines);
    try {
      patch(USERS + "/" + id(root), eve, true);
      delete(USERS + "/" + id(eve) + "/sessions", root);
    } finally {
      audit.detachAppender(lines);
      audit.setLevel(before);
    }
    assertThat(lines.list.stream().map(ILoggingEvent::getFormattedMessage))
        .contains(
            "admin=%d action=disable_user user=%d outcome=FORBIDDEN".formatted(id(eve), id(root)),
            "admin=%d action=end_sessions user=%d outcome=ok".formatted(id(root), id(eve)));
  }

  @Test
  void guestsOfOlderProtocolsAreShutOutToo() {
    String name = "system-1-client";
    assertThat(Http.get(server.port(), "/sessions/" + name, null).status()).isEqualTo(200);
    JsonObject guest = only(name);
    assertThat(patch(USERS + "/" + guest.getLong("id"), root, true).status()).isEqualTo(200);
    assertThat(Http.get(server.port(), "/sessions/" + name, null).status()).isEqualTo(403);
  }

  @Test
  void listsPageByPageAndSearches() {
    for (int i = 0; i < 3; i++) {
      enter("register", "paged" + i);
    }
    Answer page = Http.get(server.port(), USERS + "?q=PAGED&limit=2", token(root));
    assertThat(page.body().getJsonArray("users")).hasSize(2);
    String next = "&cursor=" + page.body().getString("cursor");
    Answer rest = Http.get(server.port(), USERS + "?q=PAGED&limit=2" + next, token(root));
    assertThat(rest.body().getJsonArray("users")).hasSize(1);
    assertThat(rest.body().containsKey("cursor")).isFalse();
    assertThat(rest.text()).contains("paged0").doesNotContain("password");
    assertThat(only("paged1").getBoolean("admin")).isFalse();
    JsonObject stats = Http.get(server.port(), "/api/v1/admin/stats", token(root)).body();
    assertThat(stats.getLong("users")).isGreaterThanOrEqualTo(4);
  }

  @Test
  void nobodyElseMayAndNobodyDisablesThemself() {
    JsonObject ada = enter("register", "plain-ada").body();
    JsonObject guest = Http.guest(server.port(), "root");
    for (JsonObject somebody : new JsonObject[] {ada, guest}) {
      problem(Http.get(server.port(), USERS, token(somebody)), 403, "FORBIDDEN");
      problem(Http.get(server.port(), "/api/v1/admin/stats", token(somebody)), 403, "FORBIDDEN");
      problem(patch(USERS + "/" + id(root), somebody, true), 403, "FORBIDDEN");
      problem(delete(USERS + "/" + id(root) + "/sessions", somebody), 403, "FORBIDDEN");
    }
    problem(Http.get(server.port(), USERS, null), 401, "AUTH_REQUIRED");
    problem(patch(USERS + "/" + id(root), root, true), 409, "CONFLICT");
    JsonObject other = enter("register", "other-root").body();
    assertThat(patch(USERS + "/" + id(other), root, true).status()).isEqualTo(200);
    problem(Http.get(server.port(), USERS, token(other)), 401, "INVALID_TOKEN");
  }

  private static JsonObject only(String search) {
    JsonArray found =
        Http.get(server.port(), USERS + "?q=" + search, token(root)).body().getJsonArray("users");
    assertThat(found).hasSize(1);
    return found.getJsonObject(0);
  }

  private static Answer enter(String way, String login) {
    JsonObject account = new JsonObject().put("login", login).put("password", PASSWORD);
    return Http.post(server.port(), "/api/v1/auth/" + way, null, account);
  }

  private static Answer patch(String path, JsonObject who, boolean disabled) {
    JsonObject body = new JsonObject().put("disabled", disabled);
    return Http.send("PATCH", server.port(), path, token(who), body);
  }

  private static Answer delete(String path, JsonObject who) {
    return Http.send("DELETE", server.port(), path, token(who), null);
  }

  private static long id(JsonObject granted) {
    return granted.getJsonObject("user").getLong("id");
  }

  private static String token(JsonObject granted) {
    return granted.getString("access_token");
  }

  private static void problem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.body().getString("code")).isEqualTo(code);
  }
}
