package dev.parley.bridge;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Examples;
import dev.parley.testing.Http;
import dev.parley.testing.NodeScript;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The programs in {@code examples/}, as they are, run against a real server. */
class ExamplesIT {
  private static final String PARROT = "the-token-of-the-parrot-of-32-or-more";
  private static final String CALCULATOR = "the-token-of-the-calculator-of-32-more";
  private static final String WORDS = "the-token-of-the-moderator-of-32-more";

  private static Path installed;
  private static TestServer server;
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    installed = Examples.install();
    server =
        TestServer.start(
            Map.of(
                "AI_PROVIDER", "bus",
                "PARLEY_AI_BUS_NAME", "parrot",
                "PARLEY_MODERATION_ADDRESS", "parley.moderator.words",
                "PARLEY_BRIDGE_SERVICES",
                    String.join(
                        ",",
                        "parrot " + PARROT + " parley.provider.parrot",
                        "calculator " + CALCULATOR + " parley.tool.calculator",
                        "words " + WORDS + " parley.moderator.words")));
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
    server.close();
  }

  private static NodeScript run(String name, Map<String, String> own) {
    Map<String, String> environment = new HashMap<>(own);
    environment.put("PARLEY_URL", "http://127.0.0.1:" + server.port());
    return NodeScript.start(installed.resolve(name).toString(), environment);
  }

  private static NodeScript service(String name, String token) {
    NodeScript script = run(name, Map.of("PARLEY_TOKEN", token));
    assertThat(script.line()).isEqualTo("ready");
    return script;
  }

  @Test
  void theProviderTheModeratorAndTheChatClientTalk() {
    try (NodeScript provider = service("provider.mjs", PARROT);
        NodeScript moderator = service("moderator.mjs", WORDS)) {
      assertThat(List.of(provider, moderator)).doesNotContainNull();
      try (NodeScript chat = run("chat.mjs", Map.of("PARLEY_QUESTION", "Pieces of eight"))) {
        assertThat(chat.line()).isEqualTo("Pieces of eight");
        assertThat(chat.line()).isNull();
      }
      String card = "My card is 4111 1111 1111 1111.";
      try (NodeScript chat = run("chat.mjs", Map.of("PARLEY_QUESTION", card))) {
        assertThat(chat.line()).isEqualTo("My card is ****.");
      }
      try (NodeScript chat = run("chat.mjs", Map.of("PARLEY_QUESTION", "Abracadabra"))) {
        assertThat(chat.line()).isEqualTo("CONTENT_REFUSED There are words that are not said here");
      }
      stopsInTheMiddle();
    }
  }

  private static void stopsInTheMiddle() {
    String token = Http.guest(server.port(), "Ada").getString("access_token");
    try (ChatClient ada = ChatClient.login(vertx, server.port(), token)) {
      long id = ada.newConversation();
      ada.call("send_message", text(id, "word ".repeat(1_000)).put("message_type", "user"));
      ada.next("stream_content");
      ada.call("stop", in(id));
      ada.next("stream_stopped");
    }
  }

  @Test
  void theToolAnswers() {
    try (NodeScript tool = service("tool.mjs", CALCULATOR)) {
      assertThat(tool).isNotNull();
      assertThat(call("multiply", 6, 7)).isEqualTo(new JsonObject().put("result", "42"));
      assertThat(call("divide", 1, 0).getBoolean("error")).isTrue();
      assertThat(call("constructor", 1, 0).getBoolean("error")).isTrue();
    }
  }

  private static JsonObject call(String operation, int a, int b) {
    JsonObject request =
        new JsonObject()
            .put("generation_id", 1)
            .put("conversation_id", 1)
            .put("user_id", 1)
            .put("arguments", new JsonObject().put("operation", operation).put("a", a).put("b", b));
    return Await.result(
            server.vertx().eventBus().<JsonObject>request("parley.tool.calculator", request))
        .body();
  }

  @Test
  void aWrongTokenServesNothing() {
    String wrong = "a-token-that-nobody-has-of-32-or-more";
    try (NodeScript tool = run("tool.mjs", Map.of("PARLEY_TOKEN", wrong))) {
      assertThat(tool.line()).contains("INVALID_TOKEN");
    }
  }
}
