package dev.parley;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.resumeFrom;
import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Slash commands, a person's context and the mood of answers on the whole server, as a client of
 * the native dialect sees them.
 */
class SlashCommandsIT {
  @RegisterExtension static final Stage stage = Stage.with();

  private final ScriptedProvider provider = stage.provider();
  private final Person person = stage.guest("Ada");
  private ChatClient ada = person.connect();
  private long conversation = ada.newConversation();

  @AfterEach
  void go() {
    ada.close();
  }

  @Test
  void helpIsAnsweredAndNotStored() {
    JsonObject result = success(ada, "/help");
    assertThat(result.getJsonArray("commands")).hasSize(8);
    assertThat(result.getString("message")).contains("/translate text=\"");
    assertThat(ada.messages(conversation)).isEmpty();
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
    assertThat(ada.messages(conversation)).isEmpty();
    assertThat(provider.untaken()).isZero();
  }

  @Test
  void twoSlashesAreAMessage() {
    ada.ask(conversation, "//help me");
    assertThat(ada.messages(conversation).getJsonObject(0).getString("content"))
        .isEqualTo("/help me");
    assertThat(provider.takeAsked().text()).contains("/help me");
    ada.call("send_message", text(conversation, "/clear").put("message_type", "note"));
    assertThat(ada.messages(conversation)).hasSize(3);
  }

  @Test
  void theConversationIsSummarized() {
    assertThat(success(ada, "/summarize").getString("summary")).contains("nothing to summarize");
    ada.ask(conversation, "What is the capital of France?");
    provider.takeAsked();
    provider.next(Script.answer("They talk about", " Paris.\n"));
    assertThat(success(ada, "/summarize").getString("summary")).isEqualTo("They talk about Paris.");
    assertThat(provider.takeAsked().text())
        .contains("Ada: What is the capital of France?\n\nAssistant: Hello from the script");
    assertThat(ada.messages(conversation)).hasSize(2);
  }

  @Test
  void aTextIsAnalyzed() {
    provider.next(Script.answer("1. The trip was long\n", "2. The food was great"));
    JsonObject result = success(ada, "/analyze text=\"I love \\\"this\\\" wonderful food\"");
    assertThat(result.getString("sentiment")).isEqualTo("positive");
    assertThat(result.getDouble("score")).isBetween(0.5, 1.0);
    assertThat(result.getJsonArray("key_points"))
        .containsExactly("The trip was long", "The food was great");
    assertThat(provider.takeAsked().text()).contains("I love \"this\" wonderful food");
  }

  @Test
  void aTextIsTranslated() {
    provider.next(Script.answer("Hola"));
    JsonObject result = success(ada, "/translate target_language='Spanish' text='Hello'");
    assertThat(result.getString("translation")).isEqualTo("Hola");
    assertThat(result.getString("target_language")).isEqualTo("Spanish");
    assertThat(provider.takeAsked().text()).contains("Spanish").contains("Hello");
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
    ada.say(conversation, "/translate text=Hello target_language=Spanish");
    Await.result(gate.reached());
    assertThat(success(ada, "/getcontext").getString("context")).isEmpty();
    gate.open();
    assertThat(response(ada, "translate").getJsonObject("result").getString("translation"))
        .isEqualTo("Hola");
  }

  @Test
  void aQuestionOfSomebodyWhoLeftIsCancelled() {
    provider.next(Script.silence());
    ada.say(conversation, "/translate text=Hello target_language=Spanish");
    ScriptedProvider.Asked asked = provider.takeAsked();
    ada.drop();
    Await.result(asked.gone());
  }

  @Test
  void onePersonCannotAskWithoutEnd() {
    for (int i = 0; i < 4; i++) {
      provider.next(Script.silence());
      ada.say(conversation, "/translate text=Hello target_language=Spanish");
      provider.takeAsked();
    }
    assertThat(failure(ada, "/analyze text=Hello")).contains("Too many");
  }

  @Test
  void theContextIsInEveryPromptEvenAfterARestart() {
    success(ada, "/setcontext text=\"Ada is a \\\"pirate\\\"\"");
    ada.ask(conversation, "Hello");
    assertThat(provider.takeAsked().text()).contains("Ada is a \"pirate\"");
    ada.close();
    stage.restart();
    ada = person.at(stage.port()).connect();

    assertThat(success(ada, "/getcontext").getString("context")).isEqualTo("Ada is a \"pirate\"");
    conversation = ada.newConversation();
    ada.ask(conversation, "Hello again");
    assertThat(provider.takeAsked().text()).contains("Ada is a \"pirate\"");
    try (ChatClient eve = stage.guest("Eve").connect()) {
      eve.say(eve.newConversation(), "Hi");
      assertThat(provider.takeAsked().text()).doesNotContain("pirate");
    }
    success(ada, "/clearcontext");
    ada.ask(conversation, "And now?");
    assertThat(provider.takeAsked().text()).doesNotContain("pirate");
    assertThat(success(ada, "/getcontext").getString("context")).isEmpty();
    assertThat(failure(ada, "/setcontext text='" + "x".repeat(16_001) + "'")).contains("16000");
  }

  @Test
  void aClearedConversationStartsAnew() {
    ada.ask(conversation, "My name is Ada");
    provider.takeAsked();
    try (ChatClient second = person.connect()) {
      ada.say(conversation, "/clear");
      JsonObject cleared = ada.nextData("conversation_cleared");
      assertThat(cleared.getLong("conversation_id")).isEqualTo(conversation);
      assertThat(ada.received("command_response").getFirst().getJsonObject("result"))
          .contains(Map.entry("status", "success"));
      second.next("conversation_cleared");
      second.call("resume", resumeFrom(conversation, 0));
      assertThat(second.received("conversation_cleared")).hasSizeGreaterThan(1);
      assertThat(second.received("message_received"))
          .isNotEmpty()
          .allMatch(told -> told.getJsonObject("message").getString("content").isEmpty());
    }
    assertThat(ada.messages(conversation)).isEmpty();
    ada.ask(conversation, "Who am I?");
    assertThat(provider.takeAsked().text()).contains("Who am I?").doesNotContain("My name is Ada");
    assertThat(ada.messages(conversation)).hasSize(2);
    JsonObject first = ada.received("message_received").getFirst().getJsonObject("message");
    JsonObject old = new JsonObject().put("message_id", first.getLong("id"));
    for (String type : new String[] {"regenerate", "edit_message"}) {
      assertThat(ada.refusal(type, old.copy().put("content", "x")).getString("code"))
          .isEqualTo("NOT_FOUND");
    }
    assertThat(
            ada.refusal(
                "send_message", text(conversation, "x").put("parent_id", first.getLong("id"))))
        .isNotNull();
  }

  @Test
  void onlyTheOwnerClearsAndNotWhileAnAnswerIsWritten() {
    Person grace = stage.guest("Grace");
    ada.call("invite", in(conversation).put("user", "" + grace.id()));
    try (ChatClient member = grace.connect()) {
      assertThat(failure(member, "/clear")).contains("Only an owner");
    }
    Gate gate = new Gate();
    provider.next(Script.stream().text("so ").gate(gate).text("far").finish("stop").done().end());
    ada.say(conversation, "Talk");
    ada.next("stream_content");
    assertThat(failure(ada, "/clear")).contains("being written");
    gate.open();
    ada.next("stream_complete");
    success(ada, "/clear");
    assertThat(ada.messages(conversation)).isEmpty();
  }

  @Test
  void aStrangerGivesNoCommands() {
    try (ChatClient eve = stage.guest("Eve").connect()) {
      assertThat(eve.refusal("send_message", text(conversation, "/summarize")).getString("code"))
          .isEqualTo("NOT_FOUND");
    }
  }

  @Test
  void everyAnswerHasAMood() {
    provider.next(Script.answer("I am sorry, ", "that is a terrible idea."));
    ada.ask(conversation, "Shall I?");
    JsonObject sentiment = ada.nextData("message_metrics").getJsonObject("sentiment");
    assertThat(sentiment.getString("label")).isEqualTo("negative");
    assertThat(sentiment.getDouble("score")).isBetween(-1.0, -0.1);
    assertThat(
            ada.messages(conversation)
                .getJsonObject(1)
                .getJsonObject("metrics")
                .getJsonObject("sentiment"))
        .isEqualTo(sentiment);
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
    client.say(conversation, command);
    String name = command.substring(1).split(" ", 2)[0];
    return response(client, name).getJsonObject("result");
  }

  private static JsonObject response(ChatClient client, String name) {
    return client.nextData("command_response", data -> data.getString("command").equals(name));
  }
}
