package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Slash commands, a person's context and the mood of answers on the whole server, as a client of
 * the native dialect sees them.
 */
class SlashCommandsIT {
  private final Vertx vertx = Vertx.vertx();
  private final ScriptedProvider provider = new ScriptedProvider();
  private final Map<String, String> environment = new HashMap<>();
  private TestServer server;
  private JsonObject login;
  private ChatClient ada;
  private long conversation;

  @BeforeEach
  void start() {
    environment.put("OPENAI_BASE_URL", provider.baseUrl().toString());
    environment.put("DATABASE_URL", TestDatabase.create().url());
    server = TestServer.start(environment);
    login = Http.guest(server.port(), "Ada");
    ada = client(login);
    conversation = conversation(ada);
  }

  @AfterEach
  void stop() {
    ada.close();
    server.close();
    provider.close();
    vertx.close().await();
  }

  @Test
  void helpIsAnsweredAndNotStored() {
    JsonObject result = success(ada, "/help");
    assertThat(result.getJsonArray("commands")).hasSize(8);
    assertThat(result.getString("message")).contains("/translate text=\"");
    assertThat(messages()).isEmpty();
    assertThat(provider.untaken()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ hello|There is no command /",
        "/usr/bin is a path|There is no command /usr/bin",
        "/analyze|Usage: /analyze text=",
        "/translate text=\"x\"|target_language is missing",
        "/getcontext now=1|has no argument now",
      })
  void aMistakeIsExplainedAndNotSentToTheModel(String content, String message) {
    assertThat(failure(ada, content)).contains(message);
    assertThat(messages()).isEmpty();
    assertThat(provider.untaken()).isZero();
  }

  @Test
  void twoSlashesAreAMessage() {
    ask("//help me");
    assertThat(messages().getJsonObject(0).getString("content")).isEqualTo("/help me");
    assertThat(prompt()).contains("/help me");
    ada.call("send_message", text("/clear").put("message_type", "note"));
    assertThat(messages()).hasSize(3);
  }

  @Test
  void theConversationIsSummarized() {
    assertThat(success(ada, "/summarize").getString("summary")).contains("nothing to summarize");
    ask("What is the capital of France?");
    prompt();
    provider.next(Script.answer("They talk about", " Paris.\n"));
    assertThat(success(ada, "/summarize").getString("summary")).isEqualTo("They talk about Paris.");
    assertThat(prompt())
        .contains("Ada: What is the capital of France?\n\nAssistant: Hello from the script");
    assertThat(messages()).hasSize(2);
  }

  @Test
  void aTextIsAnalyzed() {
    provider.next(Script.answer("1. The trip was long\n", "2. The food was great"));
    JsonObject result = success(ada, "/analyze text=\"I love \\\"this\\\" wonderful food\"");
    assertThat(result.getString("sentiment")).isEqualTo("positive");
    assertThat(result.getDouble("score")).isBetween(0.5, 1.0);
    assertThat(result.getJsonArray("key_points"))
        .containsExactly("The trip was long", "The food was great");
    assertThat(prompt()).contains("I love \"this\" wonderful food");
  }

  @Test
  void aTextIsTranslated() {
    provider.next(Script.answer("Hola"));
    JsonObject result = success(ada, "/translate target_language='Spanish' text='Hello'");
    assertThat(result.getString("translation")).isEqualTo("Hola");
    assertThat(result.getString("target_language")).isEqualTo("Spanish");
    assertThat(prompt()).contains("Spanish").contains("Hello");
  }

  @Test
  void aProviderThatFailsIsToldOf() {
    provider.next(Script.error(401, "invalid_api_key", "no"));
    assertThat(failure(ada, "/translate text=a target_language=b")).isNotBlank();
    assertThat(success(ada, "/help")).isNotNull();
  }

  @Test
  void theModelIsNotWaitedForWithOtherThings() {
    Gate gate = new Gate();
    provider.next(Script.stream().gate(gate).text("Hola").finish("stop").done().end());
    ada.call("send_message", text("/translate text=Hello target_language=Spanish"));
    Await.result(gate.reached());
    assertThat(success(ada, "/getcontext").getString("context")).isEmpty();
    gate.open();
    assertThat(response(ada, "translate").getJsonObject("result").getString("translation"))
        .isEqualTo("Hola");
  }

  @Test
  void aQuestionOfSomebodyWhoLeftIsCancelled() {
    provider.next(Script.silence());
    ada.call("send_message", text("/translate text=Hello target_language=Spanish"));
    ScriptedProvider.Asked asked = provider.takeAsked();
    ada.drop();
    Await.result(asked.gone());
  }

  @Test
  void onePersonCannotAskWithoutEnd() {
    for (int i = 0; i < 4; i++) {
      provider.next(Script.silence());
      ada.call("send_message", text("/translate text=Hello target_language=Spanish"));
      provider.takeAsked();
    }
    assertThat(failure(ada, "/analyze text=Hello")).contains("Too many");
  }

  @Test
  void theContextIsInEveryPromptEvenAfterARestart() {
    success(ada, "/setcontext text=\"Ada is a \\\"pirate\\\"\"");
    ask("Hello");
    assertThat(prompt()).contains("Ada is a \"pirate\"");
    ada.close();
    server.close();
    server = TestServer.start(environment);
    ada = client(login);

    assertThat(success(ada, "/getcontext").getString("context")).isEqualTo("Ada is a \"pirate\"");
    conversation = conversation(ada);
    ask("Hello again");
    assertThat(prompt()).contains("Ada is a \"pirate\"");
    try (ChatClient eve = client(Http.guest(server.port(), "Eve"))) {
      long other = conversation(eve);
      eve.call("send_message", text("Hi").put("conversation_id", other));
      assertThat(prompt()).doesNotContain("pirate");
    }
    success(ada, "/clearcontext");
    ask("And now?");
    assertThat(prompt()).doesNotContain("pirate");
    assertThat(success(ada, "/getcontext").getString("context")).isEmpty();
    assertThat(failure(ada, "/setcontext text='" + "x".repeat(16_001) + "'")).contains("16000");
  }

  @Test
  void aClearedConversationStartsAnew() {
    ask("My name is Ada");
    prompt();
    try (ChatClient second = client(login)) {
      ada.call("send_message", text("/clear"));
      JsonObject cleared = ada.next("conversation_cleared").getJsonObject("data");
      assertThat(cleared.getLong("conversation_id")).isEqualTo(conversation);
      assertThat(ada.received("command_response").getFirst().getJsonObject("result"))
          .contains(Map.entry("status", "success"));
      second.next("conversation_cleared");
      second.call(
          "resume",
          new JsonObject().put("conversations", new JsonObject().put("" + conversation, 0)));
      assertThat(second.received("conversation_cleared")).hasSizeGreaterThan(1);
      assertThat(second.received("message_received"))
          .isNotEmpty()
          .allMatch(told -> told.getJsonObject("message").getString("content").isEmpty());
    }
    assertThat(messages()).isEmpty();
    ask("Who am I?");
    assertThat(prompt()).contains("Who am I?").doesNotContain("My name is Ada");
    assertThat(messages()).hasSize(2);
    JsonObject first = ada.received("message_received").getFirst().getJsonObject("message");
    JsonObject old = new JsonObject().put("message_id", first.getLong("id"));
    for (String type : new String[] {"regenerate", "edit_message"}) {
      assertThat(ada.refusal(type, old.copy().put("content", "x")).getString("code"))
          .isEqualTo("NOT_FOUND");
    }
    assertThat(ada.refusal("send_message", text("x").put("parent_id", first.getLong("id"))))
        .isNotNull();
  }

  @Test
  void onlyTheOwnerClearsAndNotWhileAnAnswerIsWritten() {
    JsonObject grace = Http.guest(server.port(), "Grace");
    ada.call("invite", in().put("user", "" + grace.getJsonObject("user").getLong("id")));
    try (ChatClient member = client(grace)) {
      assertThat(failure(member, "/clear")).contains("Only an owner");
    }
    Gate gate = new Gate();
    provider.next(Script.stream().text("so ").gate(gate).text("far").finish("stop").done().end());
    ada.call("send_message", text("Talk"));
    ada.next("stream_content");
    assertThat(failure(ada, "/clear")).contains("being written");
    gate.open();
    ada.next("stream_complete");
    success(ada, "/clear");
    assertThat(messages()).isEmpty();
  }

  @Test
  void aStrangerGivesNoCommands() {
    try (ChatClient eve = client(Http.guest(server.port(), "Eve"))) {
      assertThat(eve.refusal("send_message", text("/summarize")).getString("code"))
          .isEqualTo("NOT_FOUND");
    }
  }

  @Test
  void everyAnswerHasAMood() {
    provider.next(Script.answer("I am sorry, ", "that is a terrible idea."));
    ask("Shall I?");
    JsonObject sentiment =
        ada.next("message_metrics").getJsonObject("data").getJsonObject("sentiment");
    assertThat(sentiment.getString("label")).isEqualTo("negative");
    assertThat(sentiment.getDouble("score")).isBetween(-1.0, -0.1);
    assertThat(messages().getJsonObject(1).getJsonObject("metrics").getJsonObject("sentiment"))
        .isEqualTo(sentiment);
  }

  private ChatClient client(JsonObject who) {
    return ChatClient.login(vertx, server.port(), who.getString("access_token"));
  }

  private static long conversation(ChatClient client) {
    return client
        .call("create_conversation", new JsonObject())
        .getJsonObject("conversation")
        .getLong("id");
  }

  private JsonObject in() {
    return new JsonObject().put("conversation_id", conversation);
  }

  private JsonObject text(String content) {
    return in().put("content", content);
  }

  /** Sends a message and waits for the whole answer. */
  private void ask(String content) {
    ada.call("send_message", text(content));
    ada.next("stream_complete");
  }

  /** Everything that the provider was told in its oldest request. */
  private String prompt() {
    return provider.takeAsked().body().getJsonArray("messages").stream()
        .map(message -> ((JsonObject) message).getString("content"))
        .collect(Collectors.joining("\n"));
  }

  private JsonArray messages() {
    return ada.call("load_messages", in()).getJsonArray("messages");
  }

  private JsonObject success(ChatClient client, String command) {
    JsonObject result = answered(client, command);
    assertThat(result.getString("status")).as(result.encode()).isEqualTo("success");
    return result;
  }

  private String failure(ChatClient client, String command) {
    JsonObject result = answered(client, command);
    assertThat(result.getString("status")).as(result.encode()).isEqualTo("error");
    return result.getString("message");
  }

  private JsonObject answered(ChatClient client, String command) {
    client.call("send_message", text(command));
    String name = command.substring(1).split(" ", 2)[0];
    return response(client, name).getJsonObject("result");
  }

  private static JsonObject response(ChatClient client, String name) {
    return client
        .next(
            frame ->
                frame.getString("type").equals("command_response")
                    && frame.getJsonObject("data").getString("command").equals(name),
            "answer of /" + name)
        .getJsonObject("data");
  }
}
