package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.BusClient;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestCluster;
import dev.parley.testing.TestCluster.Node;
import dev.parley.testing.ToolScript;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A program and a person at one node, and the model that wants the program at another. */
class BridgeClusterIT {
  private static final String LAMP = "the-token-of-the-lamp-of-32-or-more";
  private static final String TOOL = "parley.tool.lamp";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedProvider provider = new ScriptedProvider();
  private TestCluster cluster;

  @AfterEach
  void stop() {
    cluster.close();
    provider.close();
    vertx.close().await();
  }

  /** The answer is written elsewhere, by a node of the cluster without a gateway. */
  private Node start() {
    cluster =
        new TestCluster(
            folder,
            Map.of(
                "OPENAI_BASE_URL",
                provider.baseUrl().toString(),
                "PARLEY_AI_TITLES_ENABLED",
                "false",
                "PARLEY_AI_TOOLS_BUS_LAMP_DESCRIPTION",
                "Switches a lamp",
                "PARLEY_AI_TOOLS_BUS_LAMP_ROLES",
                "guest,user,admin",
                "PARLEY_BRIDGE_SERVICES",
                "lamp " + LAMP + " " + TOOL));
    cluster.start("inner", Map.of("PARLEY_ROLES", "store,ai,metrics"));
    return cluster.start("outer", Map.of("PARLEY_ROLES", "gateway"));
  }

  @Test
  void aPersonAgreesAndTheProgramIsCalledAcrossNodes() {
    Node outer = start();
    provider.next(ToolScript.wanting("", "c1", "lamp", "{\"on\":true}"));
    provider.next(Script.answer("It is ", "on."));
    String token = Http.guest(outer.port(), "Ada").getString("access_token");
    try (BusClient lamp = BusClient.webSocket(vertx, outer.port(), LAMP);
        BusClient ada = BusClient.webSocket(vertx, outer.port(), token);
        ChatClient other = ChatClient.login(vertx, outer.port(), token)) {
      lamp.register(TOOL);
      lamp.request("parley.ping", new JsonObject());
      long conversation =
          ada.command("create_conversation", new JsonObject())
              .getJsonObject("conversation")
              .getLong("id");
      JsonObject here = new JsonObject().put("conversation_id", conversation);
      String address = "parley.chat.conversation." + conversation;
      ada.register(address);
      ada.event(address, "ack");
      ada.command("send_message", here.copy().put("content", "Light, please"));

      JsonObject question = question(other);
      assertThat(question.getString("tool")).isEqualTo("lamp");
      ada.command(
          "tool_confirm",
          new JsonObject()
              .put("confirmation_id", question.getString("confirmation_id"))
              .put("allow", true));
      JsonObject call =
          lamp.next(frame -> frame.getString("replyAddress") != null, "a call of the lamp");
      assertThat(call.getJsonObject("body").getJsonObject("arguments").getBoolean("on")).isTrue();
      lamp.send(
          new JsonObject()
              .put("type", "send")
              .put("address", call.getString("replyAddress"))
              .put("body", new JsonObject().put("result", "on")));

      assertThat(ada.event(address, "stream_complete").encode()).contains("It is on.");
    }
  }

  /** What the person is asked; others are only told that it waits. */
  private static JsonObject question(ChatClient client) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    JsonObject data = new JsonObject();
    while (!data.containsKey("confirmation_id") && System.nanoTime() < end) {
      data = client.next("tool_activity").getJsonObject("data");
    }
    return data;
  }
}
