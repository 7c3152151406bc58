package dev.parley.chat.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Sentiment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What each command does with a server that is all memory. */
class CommandTest {
  private final FakeServices services = new FakeServices();

  private Map<String, Object> run(String content) {
    Input.Call call = (Input.Call) Commands.standard().read(content);
    return call.command().run(call.arguments(), services).toCompletableFuture().join();
  }

  @Test
  void helpListsAllWithTheirUsage() {
    Map<String, Object> result = run("/help");
    assertThat(result.get("message").toString())
        .contains("/help - ", "/translate text=\"Your text here\" target_language=\"Spanish\" - ");
    assertThat((List<?>) result.get("commands")).hasSize(8);
  }

  @Test
  void theContextIsSetShownAndTakenAway() {
    assertThat(run("/getcontext")).isEqualTo(Map.of("context", ""));
    run("/setcontext text=\"Be kind\"");
    assertThat(run("/getcontext")).isEqualTo(Map.of("context", "Be kind"));
    run("/clearcontext");
    assertThat(run("/getcontext")).isEqualTo(Map.of("context", ""));
  }

  @Test
  void theModelSeesTheTextApartFromTheInstructions() {
    services.answer = " Hola \n";
    assertThat(run("/translate text=\"Hello\" target_language=Spanish"))
        .isEqualTo(Map.of("translation", "Hola", "target_language", "Spanish"));
    assertThat(services.asked.getFirst()).contains("Spanish").endsWith("|Hello");
  }

  @Test
  void nothingIsNotSummarized() {
    assertThat(run("/summarize").get("summary")).isEqualTo("There is nothing to summarize yet");
    assertThat(services.asked).isEmpty();
    services.transcript = "Ada: Hi";
    services.answer = "Ada says hi.";
    assertThat(run("/summarize")).isEqualTo(Map.of("summary", "Ada says hi."));
  }

  @Test
  void anAnalysisIsMoodAndPoints() {
    services.answer = "one\ntwo";
    assertThat(run("/analyze text='I love it'"))
        .isEqualTo(
            Map.of("sentiment", "positive", "score", 0.5, "key_points", List.of("one", "two")));
  }

  @Test
  void keyPointsAreReadInAnyForm() {
    List<String> expected = List.of("It is 3 o'clock", "Two");
    for (String answer :
        List.of(
            "Here are the points:\n\n1. It is 3 o'clock\n2. Two",
            "- It is 3 o'clock\n* Two\n",
            "```json\n[\n  \"It is 3 o'clock\",\n  \"Two\"\n]\n```",
            "  • It is 3 o'clock\r\n  • Two",
            "## Key points:\n1) It is 3 o'clock\n2) Two")) {
      assertThat(KeyPoints.of(answer)).as(answer).isEqualTo(expected);
    }
    assertThat(KeyPoints.of("* **Three**: more\n4 more")).containsExactly("Three: more", "4 more");
    assertThat(KeyPoints.of("")).isEmpty();
    assertThat(KeyPoints.of("a\n".repeat(100))).hasSize(KeyPoints.MOST);
  }

  private static final class FakeServices implements Services {
    final List<String> asked = new ArrayList<>();
    String answer = "";
    String transcript = "";
    private String context = "";

    @Override
    public CompletionStage<String> ask(String instructions, String text) {
      asked.add(instructions + "|" + text);
      return CompletableFuture.completedStage(answer);
    }

    @Override
    public CompletionStage<String> transcript() {
      return CompletableFuture.completedStage(transcript);
    }

    @Override
    public CompletionStage<Sentiment> sentiment(String text) {
      return CompletableFuture.completedStage(Sentiment.of(0.5));
    }

    @Override
    public CompletionStage<String> context() {
      return CompletableFuture.completedStage(context);
    }

    @Override
    public CompletionStage<Void> setContext(String text) {
      context = text;
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> clearConversation() {
      return CompletableFuture.completedStage(null);
    }
  }
}
