package dev.parley.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.BusClient;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Haproxy;
import dev.parley.testing.Http;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes behind a real HAProxy, with the file that is shipped. */
class HaproxyIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedProvider provider = new ScriptedProvider();
  private TestCluster cluster;
  private List<Node> nodes;
  private Haproxy haproxy;

  @BeforeEach
  void start() {
    cluster =
        new TestCluster(
            folder,
            Map.of(
                "OPENAI_BASE_URL",
                provider.baseUrl().toString(),
                "PARLEY_HTTP_BEHIND_PROXY",
                "true"));
    nodes = Stream.of("one", "two", "three").map(cluster::start).toList();
    haproxy = new Haproxy(nodes.stream().mapToInt(Node::port).toArray());
  }

  @AfterEach
  void stop() {
    haproxy.close();
    cluster.close();
    provider.close();
    vertx.close().await();
  }

  private ChatClient login(String token) {
    return ChatClient.login(vertx, haproxy.port(), token);
  }

  @Test
  void programsReachTheEventBus() {
    String token = Http.guest(haproxy.port(), "Bridged Ada").getString("access_token");
    try (BusClient ada = BusClient.webSocket(vertx, haproxy.port(), token)) {
      assertThat(ada.command("create_conversation", new JsonObject()).getJsonObject("conversation"))
          .isNotNull();
    }
  }

  @Test
  void socketsAreSpreadAndThoseOfAKilledNodeComeBackThroughAnother() {
    String token = Http.guest(haproxy.port(), "Balanced Ada").getString("access_token");
    List<ChatClient> clients = IntStream.range(0, 6).mapToObj(i -> login(token)).toList();
    assertThat(IntStream.rangeClosed(1, 3).map(haproxy::connections)).containsOnly(2);
    ChatClient first = clients.getFirst();
    long id =
        first
            .call("create_conversation", new JsonObject())
            .getJsonObject("conversation")
            .getLong("id");
    JsonObject conversation = new JsonObject().put("conversation_id", id);
    clients.forEach(client -> client.call("join_conversation", conversation));

    Gate gate = new Gate();
    provider.next(Script.stream().text("One answer").gate(gate).finish("stop").done().end());
    first.call("send_message", conversation.copy().put("content", "Hello, everybody"));
    for (ChatClient client : clients) {
      assertThat(client.next("stream_content").getJsonObject("data").getString("content"))
          .isEqualTo("One answer");
    }
    gate.open();
    clients.forEach(client -> client.next("stream_complete"));

    nodes.get(2).process().kill();
    haproxy.await(3, false);
    // As many as it had.
    List<ChatClient> back = IntStream.range(0, 2).mapToObj(i -> login(token)).toList();

    provider.next(Script.answer("Still here"));
    back.forEach(client -> client.call("join_conversation", conversation));
    back.getFirst().call("send_message", conversation.copy().put("content", "Are you there?"));
    back.getLast().next("stream_complete");
    assertThat(haproxy.connections(1) + haproxy.connections(2)).isEqualTo(6);
  }
}
