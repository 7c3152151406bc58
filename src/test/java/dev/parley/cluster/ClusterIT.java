package dev.parley.cluster;

import static dev.parley.testing.CommandData.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Ports;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.ServerProcess;
import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Nodes in processes of their own work as one server. */
class ClusterIT {
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
  void rolesInProcessesOfTheirOwnAreOneServer() {
    cluster.start("store", Map.of("PARLEY_ROLES", "store,metrics"));
    cluster.start("ai", Map.of("PARLEY_ROLES", "ai"));
    Node west = cluster.start("west", Map.of("PARLEY_ROLES", "gateway"));
    Node east = cluster.start("east", Map.of("PARLEY_ROLES", "gateway"));
    String token = Http.guest(west.port(), "Ada").getString("access_token");
    ChatClient one = ChatClient.login(vertx, west.port(), token);
    ChatClient other = ChatClient.login(vertx, east.port(), token);
    long conversation = one.newConversation();
    other.call("join_conversation", in(conversation));
    Gate never = new Gate();
    provider.next(Script.stream().text("Once ").gate(never));

    one.say(conversation, "Tell me a story");

    assertThat(other.nextData("stream_content").getString("content")).isEqualTo("Once ");
    other.call("stop", in(conversation));
    assertThat(one.nextData("stream_stopped").getString("reason")).isEqualTo("stopped");
    other.next("stream_stopped");
  }

  @Test
  void nodesWithAnotherPasswordOrATakenNameAreRefused() {
    Node first = cluster.start("first");

    ServerProcess stranger =
        cluster.launch("stranger", Map.of("PARLEY_CLUSTER_PASSWORD", "another password, wrong"));
    assertThat(stranger.exitCode()).isEqualTo(1);
    assertThat(stranger.output()).last().asString().contains("cluster.password");

    // Nothing would be found of answers that others write.
    ServerProcess other =
        cluster.launch("other", Map.of("REDIS_URL", "redis://127.0.0.1:" + Ports.free()));
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.output()).last().asString().contains("redis.url");

    ServerProcess twin = cluster.launch("first", Map.of());
    assertThat(twin.exitCode()).isEqualTo(1);
    assertThat(twin.output()).last().asString().contains("is called first");

    assertThat(Http.get(first.port(), "/health/ready", null).status()).isEqualTo(200);
    assertThat(first.process().stop()).isZero();
  }
}
