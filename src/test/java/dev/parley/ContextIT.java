package dev.parley;

import static dev.parley.testing.CommandData.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Conversations that are longer than the model's window, on the whole server. The prompt may have
 * 600 tokens, and a message about 100: so the sixth does not fit any more.
 */
class ContextIT {
  @RegisterExtension
  static final Stage stage =
      Stage.with(
          "PARLEY_AI_TOOLS_ENABLED", "false",
          "PARLEY_AI_OPENAI_CONTEXT_WINDOW", "800",
          "PARLEY_AI_OPENAI_MAX_OUTPUT", "200",
          "PARLEY_AI_SUMMARIES_TIMEOUT", "20s");

  private final ScriptedProvider provider = stage.provider();
  private final List<JsonObject> said = new ArrayList<>();
  private final ChatClient ada = stage.guest("Ada").connect();
  private final long conversation = ada.newConversation();

  @AfterEach
  void go() {
    ada.close();
  }

  private static String words(String word) {
    return (word + " ").repeat(100).strip();
  }

  /** Says about a hundred tokens and waits for the answer, whose message is returned. */
  private JsonObject say(String content) {
    said.add(ada.say(conversation, content).getJsonObject("message"));
    return end();
  }

  private JsonObject end() {
    return ada.next(
            frame -> frame.getString("type").matches("stream_(complete|failed|stopped)"), "end")
        .getJsonObject("data")
        .getJsonObject("message");
  }

  private void sayUntilFull() {
    for (int i = 1; i <= 5; i++) {
      assertThat(context(say(words("red")))).isNull();
      provider.takeAsked();
    }
    assertThat(provider.untaken()).isZero();
  }

  private static JsonObject context(JsonObject message) {
    return message.getJsonObject("metrics").getJsonObject("context");
  }

  private JsonObject summarized() {
    sayUntilFull();
    provider.next(Script.answer("They spoke of red things."));
    JsonObject answer = say(words("blue"));
    assertThat(provider.takeAsked().text()).contains("Summarize the conversation", "Ada: red red");
    assertThat(provider.takeAsked().text()).contains("They spoke of red things.", "blue blue");
    assertThat(provider.untaken()).isZero();
    return answer;
  }

  @Test
  void theOldestAreSummarizedOnce() {
    JsonObject context = context(summarized());
    assertThat(context.getInteger("window")).isEqualTo(800);
    assertThat(context.getInteger("summarized")).isBetween(4, 9);
    assertThat(context.getInteger("left_out")).isZero();

    // The next one fits beside the summary that there is.
    JsonObject next = say("And now?");
    assertThat(provider.takeAsked().text())
        .contains("They spoke of red things.", "And now?")
        .doesNotContain("Summarize the");
    assertThat(provider.untaken()).isZero();
    assertThat(context(next)).isEqualTo(context);

    // It survives a reload.
    JsonArray messages = ada.messages(conversation);
    assertThat(context(messages.getJsonObject(messages.size() - 1))).isEqualTo(context);
  }

  @Test
  void theNextSummaryGoesOnFromTheFirst() {
    int before = context(summarized()).getInteger("summarized");
    JsonObject answer = null;
    String summary = null;
    for (int i = 0; i < 6 && summary == null; i++) {
      provider.next(Script.answer("Red and blue."));
      answer = say(words("green"));
      String first = provider.takeAsked().text();
      summary = first.contains("Summarize the") ? first : null;
    }
    assertThat(summary)
        .contains("Summary of what was said before: They spoke of red things.", "Ada: green")
        .containsOnlyOnce("Ada: red");
    assertThat(provider.takeAsked().text()).contains("Red and blue.", "green green");
    assertThat(context(answer).getInteger("summarized")).isGreaterThan(before);
  }

  @Test
  void whatWasRemovedIsForgotten() {
    summarized();
    ada.call("delete_message", new JsonObject().put("message_id", said.getFirst().getLong("id")));
    provider.next(Script.answer("Without the first."));
    say(words("green"));
    assertThat(provider.takeAsked().text())
        .contains("Summarize the")
        .doesNotContain("They spoke of red things");
    assertThat(provider.takeAsked().text()).contains("Without the first.");
  }

  @Test
  void anotherVersionHasABeginningOfItsOwn() {
    summarized();
    ada.call(
        "edit_message",
        new JsonObject()
            .put("message_id", said.get(1).getLong("id"))
            .put("content", "another second"));
    assertThat(context(end())).isNull();
    assertThat(provider.takeAsked().text())
        .contains("another second")
        .doesNotContain("They spoke of red things");
    // The first branch still has its summary.
    ada.call("regenerate", new JsonObject().put("message_id", said.getLast().getLong("id")));
    assertThat(context(end()).getInteger("summarized")).isPositive();
    assertThat(provider.takeAsked().text())
        .contains("They spoke of red things.")
        .doesNotContain("Summarize the");
  }

  @Test
  void aClearedConversationBeginsAnew() {
    summarized();
    ada.say(conversation, "/clear");
    assertThat(context(say("Hello again"))).isNull();
    assertThat(provider.takeAsked().text()).contains("Hello again").doesNotContain("red");
  }

  @Test
  void withoutASummaryTheOldestAreLeftOut() {
    sayUntilFull();
    provider.next(Script.error(400, "bad_request", "No"));
    JsonObject answer = say(words("blue"));
    assertThat(provider.takeAsked().text()).contains("Summarize the");
    assertThat(provider.takeAsked().text()).contains("blue blue", "red red");
    assertThat(context(answer).getInteger("summarized")).isZero();
    assertThat(context(answer).getInteger("left_out")).isBetween(1, 3);
    // It is not tried again with every message.
    say("And now?");
    assertThat(provider.takeAsked().text()).contains("And now?");
    assertThat(provider.untaken()).isZero();
  }

  @Test
  void aStopEndsTheSummary() {
    sayUntilFull();
    Gate gate = new Gate();
    provider.next(Script.stream().gate(gate));
    ada.say(conversation, words("blue"));
    ScriptedProvider.Asked summary = provider.takeAsked();
    ada.call("stop", in(conversation));
    assertThat(end().getString("status")).isEqualTo("stopped");
    Await.result(summary.gone());
    assertThat(provider.untaken()).isZero();
  }

  @Test
  void oneMessageThatIsTooLongIsSaidToBe() {
    JsonObject answer = say("日本語🎉".repeat(300));
    assertThat(answer.getString("status")).isEqualTo("failed");
    assertThat(answer.getString("error_code")).isEqualTo("MESSAGE_TOO_LONG");
    assertThat(provider.untaken()).isZero();
    JsonObject failed = ada.received("stream_failed").getLast();
    assertThat(failed.getString("error")).contains("window of 800 tokens");
    // The conversation can go on after that: the long one is left out.
    provider.next(Script.answer("Something long."));
    assertThat(say("Short").getString("status")).isEqualTo("completed");
  }
}
