package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.BareSocket;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Person;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long connections live. */
class LifetimeIT {
  private static final int TOKEN_TTL_S = 8;

  @RegisterExtension
  static final Stage stage =
      Stage.with(
          "PARLEY_AUTH_ACCESS_TOKEN_TTL", TOKEN_TTL_S + "s",
          "PARLEY_LIMITS_AUTH_TIMEOUT", "3s",
          "PARLEY_LIMITS_FRAMES_PER_SECOND", "10000",
          "PARLEY_LIMITS_FRAME_BURST", "10000",
          "PARLEY_LIMITS_HEARTBEAT", "1s");

  @Test
  void closesWhoDoesNotAuthenticateInTime() {
    try (ChatClient silent = stage.stranger()) {
      assertThat(silent.closed()).isEqualTo(new ChatClient.Closed(4001, "Authentication required"));
    }
  }

  @Test
  void closesWhoAnswersNoPings() {
    try (BareSocket deaf = stage.guest("Ada").connectBare()) {
      assertThat(deaf.read(BareSocket.PING)).isNotNull();
      assertThat(deaf.read(BareSocket.CLOSE).code()).isEqualTo(4010);
    }
  }

  @Test
  void takesEveryFrameForASignOfLife() {
    try (BareSocket busy = stage.guest("Ada").connectBare()) {
      for (int pings = 0; pings < 3; pings++) {
        assertThat(busy.read(BareSocket.PING)).isNotNull();
        busy.text("{\"type\":\"ping\"}");
      }
      assertThat(busy.read(BareSocket.CLOSE).code()).isEqualTo(4010);
    }
  }

  @Test
  void closesWhenTheTokenExpires() {
    try (ChatClient ada = stage.guest("Ada").connect()) {
      assertThat(ada.closed().code()).isEqualTo(4003);
    }
  }

  @Test
  void staysOpenWithAFreshToken() {
    Person person = stage.guest("Ada");
    Instant expires = Instant.now().plusSeconds(TOKEN_TTL_S);
    try (ChatClient ada = person.connect()) {
      while (Instant.now().isBefore(expires)) {
        ada.send(
            new JsonObject()
                .put("type", "auth")
                .put("token", fresh(person.login()).getString("access_token")));
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
                stage.port(),
                "/api/v1/auth/refresh",
                null,
                new JsonObject().put("refresh_token", login.getString("refresh_token")))
            .body();
    login.mergeIn(next);
    return next;
  }
}
