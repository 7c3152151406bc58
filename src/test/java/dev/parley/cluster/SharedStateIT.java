package dev.parley.cluster;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import dev.parley.testing.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What two nodes share, in a scene of all of it: each scene starts processes, which takes long. One
 * message comes back per minute, so that none does.
 */
class SharedStateIT {
  private static final int BURST = 4;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private TestCluster cluster;
  private Node west;
  private Node east;

  @AfterEach
  void stop() {
    cluster.close();
    vertx.close().await();
  }

  private void start(Map<String, String> own) {
    Map<String, String> environment = new HashMap<>(own);
    environment.put("PARLEY_LIMITS_MESSAGES_PER_MINUTE", "1");
    environment.put("PARLEY_LIMITS_MESSAGE_BURST", String.valueOf(BURST));
    cluster = new TestCluster(folder, environment);
    west = cluster.start("west");
    east = cluster.start("east");
  }

  @Test
  void mapsOfTheClusterServeAllNodes() {
    start(Map.of());
    countsMessagesOnce();
    refusesAtOnceWhoLoggedOutElsewhere();
    tellsOfPeopleOnOtherNodesAndOfTheirDeath();
  }

  @Test
  void redisServesAllNodesAndMayGo() {
    try (TestRedis redis = new TestRedis()) {
      start(Map.of("REDIS_URL", redis.url()));
      countsMessagesOnce();
      refusesAtOnceWhoLoggedOutElsewhere();
      tellsOfPeopleOnOtherNodesAndOfTheirDeath();
      goesOnWithout(redis);
    }
  }

  private void countsMessagesOnce() {
    String token = Http.guest(west.port(), "Ada").getString("access_token");
    long conversation;
    try (ChatClient here = login(west, token);
        ChatClient there = login(east, token)) {
      conversation = here.newConversation();
      for (int i = 0; i < BURST / 2; i++) {
        here.call("send_message", note(conversation));
        there.call("send_message", note(conversation));
      }
      assertThat(here.refusal("send_message", note(conversation)).getString("code"))
          .isEqualTo("RATE_LIMITED");
      assertThat(there.refusal("send_message", note(conversation)).getString("code"))
          .isEqualTo("RATE_LIMITED");
    }
  }

  private void refusesAtOnceWhoLoggedOutElsewhere() {
    String token = Http.guest(west.port(), "Ada").getString("access_token");
    try (ChatClient there = login(east, token)) {
      assertThat(Http.get(east.port(), "/api/v1/auth/me", token).status()).isEqualTo(200);
      assertThat(Http.send("POST", west.port(), "/api/v1/auth/logout", token, null).status())
          .isEqualTo(204);
      assertThat(Http.get(east.port(), "/api/v1/auth/me", token).status()).isEqualTo(401);
      assertThat(there.closed().reason()).isEqualTo("Logged out");
    }
  }

  private void goesOnWithout(TestRedis redis) {
    String token = Http.guest(west.port(), "Ada").getString("access_token");
    try (ChatClient ada = login(west, token)) {
      long conversation = ada.newConversation();
      redis.stop();
      ada.call("join_conversation", in(conversation));
      for (int i = 0; i < BURST; i++) {
        ada.call("send_message", note(conversation));
      }
      assertThat(ada.refusal("send_message", note(conversation)).getString("code"))
          .isEqualTo("RATE_LIMITED");
      assertThat(Http.get(west.port(), "/api/v1/auth/me", token).status()).isEqualTo(200);
      redis.restart();
    }
  }

  /** What comes after it has the west only. */
  private void tellsOfPeopleOnOtherNodesAndOfTheirDeath() {
    JsonObject bob = Http.guest(east.port(), "Bob");
    long bobId = bob.getJsonObject("user").getLong("id");
    try (ChatClient ada = login(west, Http.guest(west.port(), "Ada").getString("access_token"));
        ChatClient there = login(east, bob.getString("access_token"))) {
      long conversation = ada.newConversation();
      ada.call("join_conversation", in(conversation));
      ada.call("invite", in(conversation).put("user", String.valueOf(bobId)));
      there.next("member_added");
      JsonArray present = there.call("join_conversation", in(conversation)).getJsonArray("present");
      JsonObject online = ada.nextData("presence");
      assertThat(online.getLong("user_id")).isEqualTo(bobId);
      assertThat(online.getBoolean("online")).isTrue();
      assertThat(present).hasSize(2);

      east.process().kill();
      JsonObject offline = ada.nextData("presence");
      assertThat(offline.getLong("user_id")).isEqualTo(bobId);
      assertThat(offline.getBoolean("online")).isFalse();
      assertThat(ada.received("presence")).hasSize(2);
    }
  }

  private ChatClient login(Node node, String token) {
    return ChatClient.login(vertx, node.port(), token);
  }

  private static JsonObject note(long conversation) {
    return text(conversation, "Hello").put("respond", false);
  }
}
