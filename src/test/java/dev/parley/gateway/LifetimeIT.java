package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.BareSocket;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How long connections live. */
class LifetimeIT {
  private static final int TOKEN_TTL_S = 5;

  private static Vertx vertx;
  private static TestServer server;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    server =
        TestServer.start(
            Map.of(
                "PARLEY_AUTH_ACCESS_TOKEN_TTL", TOKEN_TTL_S + "s",
                "PARLEY_LIMITS_AUTH_TIMEOUT", "500ms",
                "PARLEY_LIMITS_FRAMES_PER_SECOND", "10000",
                "PARLEY_LIMITS_FRAME_BURST", "10000",
                "PARLEY_LIMITS_HEARTBEAT", "300ms"));
  }

  @AfterAll
  static void stop() {
    server.close();
    vertx.close().await();
  }

  @Test
  void closesWhoDoesNotAuthenticateInTime() {
    try (ChatClient silent = ChatClient.connect(vertx, server.port())) {
      assertThat(silent.closed()).isEqualTo(new ChatClient.Closed(4001, "Authentication required"));
    }
  }

  @Test
  void closesWhoAnswersNoPings() {
    try (BareSocket deaf = login()) {
      assertThat(deaf.read(BareSocket.PING)).isNotNull();
      assertThat(deaf.read(BareSocket.CLOSE).code()).isEqualTo(4010);
    }
  }

  @Test
  void takesEveryFrameForASignOfLife() {
    try (BareSocket busy = login()) {
      for (int pings = 0; pings < 3; pings++) {
        assertThat(busy.read(BareSocket.PING)).isNotNull();
        busy.text("{\"type\":\"ping\"}");
      }
      assertThat(busy.read(BareSocket.CLOSE).code()).isEqualTo(4010);
    }
  }

  @Test
  void closesWhenTheTokenExpires() {
    try (ChatClient ada = client(guest())) {
      assertThat(ada.closed().code()).isEqualTo(4003);
    }
  }

  @Test
  void staysOpenWithAFreshToken() {
    JsonObject login = guest();
    Instant expires = Instant.now().plusSeconds(TOKEN_TTL_S);
    try (ChatClient ada = client(login)) {
      while (Instant.now().isBefore(expires)) {
        ada.send(
            new JsonObject()
                .put("type", "auth")
                .put("token", fresh(login).getString("access_token")));
        ada.next("auth_success");
        ada.call("create_conversation", new JsonObject());
      }
      assertThat(ada.received("error")).isEmpty();
      assertThat(ada.closed().code()).isEqualTo(4003);
    }
  }

  /** Another token of the same login; each refresh token is good for once. */
  private static JsonObject fresh(JsonObject login) {
    JsonObject next =
        Http.post(
                server.port(),
                "/api/v1/auth/refresh",
                null,
                new JsonObject().put("refresh_token", login.getString("refresh_token")))
            .body();
    login.mergeIn(next);
    return next;
  }

  private static JsonObject guest() {
    return Http.guest(server.port(), "Ada");
  }

  private static ChatClient client(JsonObject login) {
    return ChatClient.login(vertx, server.port(), login.getString("access_token"));
  }

  private static BareSocket login() {
    return login(guest());
  }

  private static BareSocket login(JsonObject login) {
    BareSocket socket = BareSocket.connect(server.port());
    socket.text(
        new JsonObject()
            .put("type", "auth")
            .put("token", login.getString("access_token"))
            .encode());
    assertThat(socket.read(BareSocket.TEXT).text()).contains("auth_success");
    return socket;
  }
}
