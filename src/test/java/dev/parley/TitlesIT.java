package dev.parley;

import static dev.parley.testing.CommandData.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import dev.parley.testing.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Titles that a model gives, and what it suggests to ask next, on the whole server. */
class TitlesIT {
  @RegisterExtension static final Stage stage = Stage.with("PARLEY_AI_TITLES_ENABLED", "true");

  private final ScriptedProvider provider = stage.provider();
  private final ChatClient ada = stage.guest("Ada").connect();
  private long conversation = ada.newConversation();

  @AfterEach
  void go() {
    ada.close();
  }

  private void ask(String content) {
    ada.say(conversation, content);
    provider.takeAsked();
    ada.next("stream_complete");
  }

  private void awaitTitle(String expected) {
    awaitTitle(ada, expected);
  }

  private static void awaitTitle(ChatClient member, String expected) {
    member.nextData(
        "conversation_updated",
        data -> data.getJsonObject("conversation").getString("title").equals(expected));
  }

  private String stored() {
    return ada.call("join_conversation", in(conversation))
        .getJsonObject("conversation")
        .getString("title");
  }

  @Test
  void theModelNamesItOnceAfterTheFirstAnswer() {
    provider
        .next(Script.answer("Herons eat fish."))
        .next(Script.answer("Title: \"What herons eat.\""));
    ask("What do herons eat, and why do they stand so still?");
    assertThat(provider.takeAsked().body().encode())
        .contains("Name the conversation", "Herons eat fish.");
    awaitTitle("What herons eat");
    ask("And storks?");
    assertThat(stored()).isEqualTo("What herons eat");
    assertThat(provider.untaken()).isZero();
  }

  @Test
  void aTitleCostsTokensAndIsNoRequest() {
    try (TestServer strict = stage.another("PARLEY_QUOTAS_GUEST_REQUESTS_PER_DAY", "1")) {
      Person bob = Person.guest(stage.vertx(), strict.port(), "Bob");
      provider.next(Script.answer("Herons eat fish.")).next(Script.answer("What herons eat"));
      try (ChatClient socket = bob.connect()) {
        socket.say(socket.newConversation(), "What do herons eat?");
        awaitTitle(socket, "What herons eat");
      }
      assertThat(usedOf(20, bob).getInteger("requests")).isEqualTo(1);
    }
  }

  /** What was used today, once the prompts are so many tokens. */
  private static JsonObject usedOf(int promptTokens, Person person) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      JsonObject today = person.get("/api/v1/usage").body().getJsonObject("today");
      if (today.getInteger("prompt_tokens") >= promptTokens) {
        return today;
      }
      assertThat(System.nanoTime()).as("%s", today).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Test
  void aPersonsTitleStays() {
    conversation =
        ada.call("create_conversation", new JsonObject().put("title", "Mine"))
            .getJsonObject("conversation")
            .getLong("id");
    ask("Hello");
    ask("Hello again");
    assertThat(stored()).isEqualTo("Mine");
    assertThat(provider.untaken()).isZero();
  }

  @Test
  void whoRenamesItMeanwhileWins() {
    Gate gate = new Gate();
    provider
        .next(Script.answer("Hi"))
        .next(Script.stream().gate(gate).text("Too late").finish("stop").done().end())
        .next(Script.answer("Second"));
    ask("Hello");
    provider.takeAsked();
    ada.call("update_conversation", in(conversation).put("title", "Mine"));
    gate.open();
    ask("Another");
    assertThat(stored()).isEqualTo("Mine");
  }

  @Test
  void clearingTakesItAwayAndTheNextBeginningNamesIt() {
    provider.next(Script.answer("Hi")).next(Script.answer("First name"));
    ask("Hello");
    awaitTitle("First name");
    provider.takeAsked();
    ada.say(conversation, "/clear");
    awaitTitle("");
    provider.next(Script.answer("Hi")).next(Script.answer("Second name"));
    ask("Something else");
    awaitTitle("Second name");
  }

  @Test
  void aModelThatFailsLeavesTheFirstMessageAsTitle() {
    provider.next(Script.answer("Hi")).next(Script.error(400, "bad", "No"));
    ask("Hello there");
    provider.takeAsked();
    ask("Again");
    assertThat(stored()).isEqualTo("Hello there");
    assertThat(provider.untaken()).isZero();
  }

  @Test
  void questionsAreSuggestedWhereThatIsWanted() {
    provider
        .next(Script.answer("Herons eat fish."))
        .next(
            Script.answer(
                """
                Sure:
                ```json
                {"questions": ["Which fish?", " Why? ", 3, "When?", "x"]}
                ```\
                """));
    try (TestServer suggesting =
            stage.another(
                "PARLEY_AI_TITLES_ENABLED", "false", "PARLEY_AI_SUGGESTIONS_ENABLED", "true");
        ChatClient ben = Person.guest(stage.vertx(), suggesting.port(), "Ben").connect()) {
      conversation = ben.newConversation();
      ben.ask(conversation, "What do herons eat?");
      JsonObject data = ben.nextData("suggestions");
      assertThat(data.getLong("conversation_id")).isEqualTo(conversation);
      assertThat(data.getJsonArray("questions")).containsExactly("Which fish?", "Why?", "When?");
    }
  }
}
