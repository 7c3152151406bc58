package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Titles that a model gives, and what it suggests to ask next, on the whole server. */
class TitlesIT {
  private final Vertx vertx = Vertx.vertx();
  private final ScriptedProvider provider = new ScriptedProvider();
  private TestServer server;
  private ChatClient ada;
  private String token;
  private long conversation;

  @BeforeEach
  void start() {
    start(Map.of());
  }

  private void start(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("OPENAI_BASE_URL", provider.baseUrl().toString());
    environment.putIfAbsent("PARLEY_AI_TITLES_ENABLED", "true");
    server = TestServer.start(environment);
    token = Http.guest(server.port(), "Ada").getString("access_token");
    ada = ChatClient.login(vertx, server.port(), token);
    conversation = create(new JsonObject());
  }

  private void restart(Map<String, String> more) {
    ada.close();
    server.close();
    start(more);
  }

  @AfterEach
  void stop() {
    ada.close();
    server.close();
    provider.close();
    vertx.close().await();
  }

  private long create(JsonObject data) {
    return ada.call("create_conversation", data).getJsonObject("conversation").getLong("id");
  }

  private void say(String content) {
    ada.call(
        "send_message",
        new JsonObject().put("conversation_id", conversation).put("content", content));
  }

  private void ask(String content) {
    say(content);
    provider.takeAsked();
    ada.next("stream_complete");
  }

  private String title(String expected) {
    return ada.next(
            frame ->
                frame.getString("type").equals("conversation_updated")
                    && title(frame.getJsonObject("data")).equals(expected),
            "the title " + expected)
        .getJsonObject("data")
        .getJsonObject("conversation")
        .getString("title");
  }

  private static String title(JsonObject data) {
    return data.getJsonObject("conversation").getString("title");
  }

  private String stored() {
    return ada.call("join_conversation", new JsonObject().put("conversation_id", conversation))
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
    title("What herons eat");
    ask("And storks?");
    assertThat(stored()).isEqualTo("What herons eat");
    assertThat(provider.untaken()).isZero();
  }

  @Test
  void aTitleCostsTokensAndIsNoRequest() {
    restart(Map.of("PARLEY_QUOTAS_GUEST_REQUESTS_PER_DAY", "1"));
    provider.next(Script.answer("Herons eat fish.")).next(Script.answer("What herons eat"));
    ask("What do herons eat?");
    title("What herons eat");
    assertThat(usedOf(20).getInteger("requests")).isEqualTo(1);
  }

  /** What was used today, once the prompts are so many tokens. */
  private JsonObject usedOf(int promptTokens) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      JsonObject today =
          Http.get(server.port(), "/api/v1/usage", token).body().getJsonObject("today");
      if (today.getInteger("prompt_tokens") >= promptTokens) {
        return today;
      }
      assertThat(System.nanoTime()).as("%s", today).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Test
  void aPersonsTitleStays() {
    conversation = create(new JsonObject().put("title", "Mine"));
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
    ada.call(
        "update_conversation",
        new JsonObject().put("conversation_id", conversation).put("title", "Mine"));
    gate.open();
    ask("Another");
    assertThat(stored()).isEqualTo("Mine");
  }

  @Test
  void clearingTakesItAwayAndTheNextBeginningNamesIt() {
    provider.next(Script.answer("Hi")).next(Script.answer("First name"));
    ask("Hello");
    title("First name");
    provider.takeAsked();
    say("/clear");
    title("");
    provider.next(Script.answer("Hi")).next(Script.answer("Second name"));
    ask("Something else");
    title("Second name");
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
    restart(Map.of("PARLEY_AI_TITLES_ENABLED", "false", "PARLEY_AI_SUGGESTIONS_ENABLED", "true"));
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
    ask("What do herons eat?");
    JsonObject data = ada.next("suggestions").getJsonObject("data");
    assertThat(data.getLong("conversation_id")).isEqualTo(conversation);
    assertThat(data.getJsonArray("questions")).containsExactly("Which fish?", "Why?", "When?");
  }
}
