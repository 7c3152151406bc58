package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.EventSource;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.NodeScript;
import dev.parley.testing.Ports;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.ServerProcess;
import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are told to stop end without anybody losing anything. */
class DrainIT {
  private static final Map<String, String> PATIENT =
      Map.of(
          "PARLEY_SHUTDOWN_NOTICE", "5m",
          "PARLEY_SHUTDOWN_SPREAD", "5m",
          "PARLEY_SHUTDOWN_GENERATIONS", "5m");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedProvider provider = new ScriptedProvider();
  private TestCluster cluster;

  @BeforeEach
  void makeCluster() {
    cluster = new TestCluster(folder, Map.of("OPENAI_BASE_URL", provider.baseUrl().toString()));
  }

  @AfterEach
  void stop() {
    cluster.close();
    provider.close();
    vertx.close().await();
  }

  @Test
  void thePagesClientSeesNothingOfADrainInTheMiddleOfAnAnswer() {
    Node one = cluster.start("one");
    Node two = cluster.start("two");
    Gate drained = new Gate();
    Gate moved = new Gate();
    provider.next(
        Script.stream()
            .text("a ")
            .gate(drained)
            .text("b ")
            .text("c ")
            .gate(moved)
            .text("d")
            .finish("stop")
            .done()
            .end());
    String urls = "http://127.0.0.1:" + one.port() + ",http://127.0.0.1:" + two.port();
    String token = Http.guest(two.port(), "Ada").getString("access_token");
    try (NodeScript page =
        NodeScript.start(
            "src/test/js/clients/drain.mjs", Map.of("PARLEY_URLS", urls, "PARLEY_TOKEN", token))) {
      assertThat(page.line()).isEqualTo("begun");

      one.process().terminate();
      JsonObject health = notReady(one);
      assertThat(health.getJsonObject("checks").getString("process")).isEqualTo("draining");
      assertThat(Http.get(one.port(), "/health/live", null).status()).isEqualTo(200);
      drained.open();
      one.process().awaitOutput("Stopped role GATEWAY");
      moved.open();

      String last = page.line();
      JsonObject seen = new JsonObject(last);
      assertThat(seen.getString("text")).isEqualTo("a b c d");
      assertThat(seen.getJsonObject("end").getString("type")).isEqualTo("stream_complete");
      assertThat(seen.getJsonObject("end").getString("content")).isEqualTo("a b c d");
      assertThat(seen.getJsonArray("states")).isEqualTo(JsonArray.of("connecting", "online"));
      assertThat(seen.getJsonArray("problems")).isEmpty();
      assertThat(seen.getInteger("sockets")).isEqualTo(2);
    }
    assertThat(one.process().exitCode()).as("%s", one.process().output()).isZero();
    assertThat(Http.get(two.port(), "/health/ready", null).status()).isEqualTo(200);
  }

  /** What it says of itself once it is not ready; it says so before it does anything else. */
  private static JsonObject notReady(Node node) {
    Http.Answer answer = Http.get(node.port(), "/health/ready", null);
    while (answer.status() == 200) {
      answer = Http.get(node.port(), "/health/ready", null);
    }
    assertThat(answer.status()).isEqualTo(503);
    return answer.body();
  }

  @Test
  void aStoreThatLeavesAnswersEveryRequest() throws Exception {
    int health = Ports.free();
    Map<String, String> store =
        Map.of("PARLEY_ROLES", "store,metrics", "PARLEY_HEALTH_PORT", String.valueOf(health));
    Node leaving = cluster.start("leaving", store);
    cluster.start("staying", Map.of("PARLEY_ROLES", "store"));
    Node gateway =
        cluster.start(
            "gateway",
            Map.of(
                "PARLEY_ROLES", "gateway,ai",
                "PARLEY_LIMITS_FRAMES_PER_SECOND", "100000",
                "PARLEY_LIMITS_FRAME_BURST", "100000"));
    assertThat(Http.get(health, "/health/ready", null).status()).isEqualTo(200);
    String token = Http.guest(gateway.port(), "Ada").getString("access_token");
    ChatClient ada = ChatClient.login(vertx, gateway.port(), token);

    CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(leaving.process()::stop);
    int answered = 0;
    while (!exit.isDone() || answered < 100) {
      ada.call("list_conversations", new JsonObject());
      answered++;
    }

    assertThat(exit.get(1, TimeUnit.SECONDS)).as("%s", leaving.process().output()).isZero();
  }

  @Test
  void aServerThatNobodyUsesEndsAtOnce() {
    try (ServerProcess idle = ServerProcess.start(folder.resolve("idle"), Ports.free(), alone())) {
      assertThat(idle.stop()).isZero();
    }
  }

  @Test
  void aSecondSignalCutsItShort() {
    int port = Ports.free();
    provider.next(Script.stream().text("never ").gate(new Gate()));
    try (ServerProcess server = ServerProcess.start(folder.resolve("busy"), port, alone())) {
      String token = Http.guest(port, "Ada").getString("access_token");
      ChatClient ada = ChatClient.login(vertx, port, token);
      long conversation = ada.newConversation();
      ada.say(conversation, "Begin");
      ada.next("stream_content");
      EventSource events =
          EventSource.open(port, "/api/v1/conversations/" + conversation + "/events", token, null);
      events.upTo("ack");

      server.terminate();
      events.upTo("reconnect");
      assertThat(events.rest()).isEmpty();
      assertThat(ada.nextData("reconnect").getLong("after_ms")).isNotNegative();
      assertThat(ada.closed().code()).isEqualTo(1001);
      server.awaitOutput("Stopped role GATEWAY");
      server.terminate();

      assertThat(server.exitCode()).isOne();
    }
  }

  /** Settings of a server without a cluster that would wait very long, if it waited. */
  private Map<String, String> alone() {
    var settings = new HashMap<>(PATIENT);
    settings.put("DATABASE_URL", cluster.database().url());
    settings.put("OPENAI_BASE_URL", provider.baseUrl().toString());
    return settings;
  }
}
