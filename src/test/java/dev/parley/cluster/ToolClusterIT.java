package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.tool.TestTool;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Ports;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TestServer;
import dev.parley.testing.ToolScript;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A tool is called on one node, and its person is connected to another. */
class ToolClusterIT {
  private static Map<String, String> node(
      String name, TestDatabase database, int port, String members, Map<String, String> own) {
    Map<String, String> settings = new HashMap<>();
    settings.put("HOST", "127.0.0.1");
    settings.put("PARLEY_NODE", name);
    settings.put("DATABASE_URL", database.url());
    settings.put("PARLEY_CLUSTER_ENABLED", "true");
    settings.put("PARLEY_CLUSTER_NAME", database.postgres().database());
    settings.put("PARLEY_CLUSTER_PASSWORD", "a password of the cluster");
    settings.put("PARLEY_CLUSTER_HOST", "127.0.0.1");
    settings.put("PARLEY_CLUSTER_PORT", String.valueOf(port));
    settings.put("PARLEY_CLUSTER_MEMBERS", members);
    settings.put("PARLEY_SHUTDOWN_NOTICE", "0ms");
    settings.put("PARLEY_SHUTDOWN_SPREAD", "0ms");
    settings.putAll(own);
    return settings;
  }

  @Test
  void thePersonAgreesFromAnotherNode() {
    TestTool light =
        new TestTool("light", Effect.CHANGES, call -> Future.succeededFuture(Result.of("On")));
    int first = Ports.free();
    int second = Ports.free();
    String members = "127.0.0.1:" + first + ",127.0.0.1:" + second;
    Vertx vertx = Vertx.vertx();
    try (TestDatabase database = TestDatabase.create();
        ScriptedProvider provider = new ScriptedProvider();
        TestServer worker =
            TestServer.start(
                node(
                    "worker",
                    database,
                    first,
                    members,
                    Map.of("OPENAI_BASE_URL", provider.baseUrl().toString())),
                List.of(() -> List.of(light)));
        TestServer door =
            TestServer.start(
                node("door", database, second, members, Map.of("PARLEY_ROLES", "gateway")))) {
      JsonObject login = Http.guest(door.port(), "Ada");
      provider.next(ToolScript.wanting("", "call_1", "light", "{}"));
      provider.next(Script.answer("Done."));
      String token = login.getString("access_token");
      try (ChatClient ada = ChatClient.login(vertx, door.port(), token);
          ChatClient elsewhere = ChatClient.login(vertx, worker.port(), token)) {
        long conversation =
            ada.call("create_conversation", new JsonObject())
                .getJsonObject("conversation")
                .getLong("id");
        ada.call(
            "send_message",
            new JsonObject().put("conversation_id", conversation).put("content", "Light!"));
        String id = question(ada);
        // Also on connections that have not joined, of whatever node.
        assertThat(question(elsewhere)).isEqualTo(id);
        ada.call("tool_confirm", new JsonObject().put("confirmation_id", id).put("allow", true));
        ada.next("stream_complete");
        assertThat(light.calls()).hasSize(1);
      }
    } finally {
      vertx.close().await();
    }
  }

  private static String question(ChatClient client) {
    return client
        .next(
            frame ->
                frame.getString("type").equals("tool_activity")
                    && frame.getJsonObject("data").containsKey("confirmation_id"),
            "a question")
        .getJsonObject("data")
        .getString("confirmation_id");
  }
}
