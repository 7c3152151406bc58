package dev.parley.ai.tool.mcp;

import static dev.parley.testing.CommandData.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import dev.parley.testing.ToolScript;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tools of all sources, as the configuration names them, in an answer of the whole server. */
class ConfiguredToolsIT {
  private final Vertx vertx = Vertx.vertx();
  private final ScriptedProvider provider = new ScriptedProvider();
  private TestServer server;
  private ChatClient ada;
  private JsonObject here;

  @BeforeEach
  void start() throws Exception {
    NodeServers.install();
    String everybody = "guest,user,admin";
    server =
        TestServer.start(
            Map.of(
                "OPENAI_BASE_URL",
                provider.baseUrl().toString(),
                "PARLEY_AI_TOOLS_BUS_WEATHER_DESCRIPTION",
                "The weather",
                "PARLEY_AI_TOOLS_BUS_WEATHER_EFFECT",
                "reads",
                "PARLEY_AI_TOOLS_BUS_WEATHER_ROLES",
                everybody,
                "PARLEY_AI_TOOLS_MCP_FILES_COMMAND",
                "node",
                "PARLEY_AI_TOOLS_MCP_FILES_ARGS",
                new JsonArray(NodeServers.stdio()).encode(),
                "PARLEY_AI_TOOLS_MCP_FILES_ALLOW",
                "echo",
                "PARLEY_AI_TOOLS_MCP_FILES_EFFECT",
                "reads",
                "PARLEY_AI_TOOLS_MCP_FILES_ROLES",
                everybody));
    server
        .vertx()
        .eventBus()
        .<JsonObject>consumer(
            "parley.tool.weather",
            call ->
                call.reply(
                    new JsonObject()
                        .put("result", "Snow in " + call.body().getJsonObject("arguments"))));
    String token = Http.guest(server.port(), "Ada").getString("access_token");
    ada = ChatClient.login(vertx, server.port(), token);
    here = in(ada.newConversation());
  }

  @AfterEach
  void stop() {
    ada.close();
    server.close();
    provider.close();
    vertx.close().await();
  }

  /** Asks, and gives the tools that the model was told of. */
  private List<String> ask() {
    ada.call("send_message", here.copy().put("content", "Well?"));
    JsonObject asked = provider.takeAsked().body();
    return asked.getJsonArray("tools").stream()
        .map(tool -> ((JsonObject) tool).getJsonObject("function").getString("name"))
        .toList();
  }

  private String answer() {
    return ada.next("stream_complete")
        .getJsonObject("data")
        .getJsonObject("message")
        .getString("content");
  }

  private String told() {
    JsonArray messages = provider.takeAsked().body().getJsonArray("messages");
    return messages.getJsonObject(messages.size() - 1).getString("content");
  }

  /** The server does not wait for those that it starts; answers have their tools once they run. */
  private void awaitOffered(String tool) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    List<String> offered = List.of();
    while (!offered.contains(tool)) {
      assertThat(System.nanoTime()).as("%s of %s", tool, offered).isLessThan(end);
      provider.next(Script.answer("Not ", "yet."));
      offered = ask();
      assertThat(answer()).isEqualTo("Not yet.");
    }
  }

  @Test
  void theServerTheBusAndAnMcpServerServeOneAnswer() {
    awaitOffered("files_echo");
    provider.next(ToolScript.wanting("", "c1", "calculator", "{\"expression\":\"6*7\"}"));
    provider.next(ToolScript.wanting("", "c2", "weather", "{\"place\":\"Ulm\"}"));
    provider.next(ToolScript.wanting("", "c3", "files_echo", "{\"said\":\"hello\"}"));
    provider.next(Script.answer("All ", "done."));

    assertThat(ask()).contains("time", "calculator", "search", "weather", "files_echo");
    assertThat(told()).isEqualTo("42");
    assertThat(told()).isEqualTo("Snow in {\"place\":\"Ulm\"}");
    assertThat(told()).isEqualTo("hello");
    assertThat(answer()).isEqualTo("All done.");
  }
}
