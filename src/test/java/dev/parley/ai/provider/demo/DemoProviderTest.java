package dev.parley.ai.provider.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.AiSettings;
import dev.parley.ai.provider.Heard;
import dev.parley.ai.provider.Provider;
import dev.parley.ai.provider.Provider.Options;
import dev.parley.ai.provider.Provider.Prompt;
import dev.parley.ai.provider.Provider.ToolCall;
import dev.parley.ai.provider.Provider.ToolChoice;
import dev.parley.ai.provider.Provider.ToolSpec;
import dev.parley.ai.provider.Provider.Turn;
import dev.parley.ai.provider.Provider.Turn.Speaker;
import dev.parley.ai.provider.ProviderContract;
import dev.parley.protocol.ErrorCode;
import dev.parley.testing.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoProviderTest extends ProviderContract {
  @Override
  protected Provider create() {
    return new DemoProvider(vertx, new AiSettings().firstToken(Duration.ofMillis(200)).build());
  }

  @Override
  protected String answersShortly(String question) {
    return String.join("", DemoAnswer.to(prompt(question)).pieces());
  }

  @Override
  protected String asksForALongAnswer() {
    return "a long answer";
  }

  @Override
  protected String asksForAFailure() {
    return "please fail";
  }

  @Test
  void saysPlainlyWhatItIsAndHowToGetARealModel() {
    assertThat(answersShortly("Hello"))
        .contains("demo, not a language model")
        .contains("OPENAI_API_KEY")
        .contains("OPENAI_BASE_URL");
  }

  @Test
  void echoesTheStructureOfTheConversation() {
    Prompt prompt =
        new Prompt(
            "demo",
            List.of(
                new Turn(Speaker.SYSTEM, "Be a test."),
                new Turn(Speaker.USER, "one"),
                new Turn(Speaker.ASSISTANT, "two"),
                new Turn(Speaker.USER, "Is this 👋 it?")));
    assertThat(String.join("", DemoAnswer.to(prompt).pieces()))
        .contains("number 2 of this conversation and has 3 words and 13 characters")
        .endsWith("\u201cIs this 👋 it?\u201d.");
  }

  @Test
  void toolsAndOptionsAreNoTrouble() {
    ToolCall clock = new ToolCall("a", "clock", "{}");
    Prompt prompt =
        new Prompt(
            "demo",
            List.of(
                new Turn(Speaker.USER, "Time?"),
                Turn.calling("", List.of(clock)),
                Turn.result(clock, "Noon")),
            List.of(new ToolSpec("clock", "The time", "{}")),
            new Options(
                1.0, 1.0, 5, List.of("."), Options.ANY_OBJECT, new ToolChoice.Named("clock")));
    assertThat(String.join("", DemoAnswer.to(prompt).pieces())).contains("Time?");
  }

  @Test
  void aLongAnswerIsLong() {
    assertThat(DemoAnswer.to(prompt("Something long, please")).pieces().size())
        .isBetween(1_800, 2_400);
  }

  @Test
  void aMarkdownAnswerHasItsParts() {
    assertThat(answersShortly("Show me Markdown!"))
        .contains("\n## ", "\n- a list", "|---|---|", "```java\n", "](https://");
  }

  @Test
  void wordsAreWholeWords() {
    assertThat(DemoAnswer.to(prompt("along the failing slower changes")).manner())
        .isEqualTo(DemoAnswer.Manner.STEADY);
    assertThat(DemoAnswer.to(prompt("SLOW!")).manner()).isEqualTo(DemoAnswer.Manner.SLOW);
  }

  @Test
  void emptyQuestionsAndQuotesAreNoTrouble() {
    assertThat(DemoAnswer.to(new Prompt("demo", List.of())).pieces()).isNotEmpty();
    assertThat(answersShortly("%s %d \\ $1")).contains("%s %d \\ $1");
    assertThat(answersShortly("👋".repeat(100))).contains("👋".repeat(80) + "\u2026");
  }

  @Test
  void aHangEndsAfterTheFirstTokenTimeOut() {
    Heard heard = new Heard();
    start("please hang", heard);
    Heard.End end = Await.result(heard.end());
    assertThat(end.failure().code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
    assertThat(end.text()).isEmpty();
  }
}
