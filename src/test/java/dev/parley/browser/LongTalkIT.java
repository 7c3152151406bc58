package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.browser.Visit.say;
import static dev.parley.browser.Visit.shoot;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.parley.testing.Await;
import dev.parley.testing.Gate;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page says of long conversations, of waiting, and of what could be asked next. */
class LongTalkIT {
  private static final String QUESTIONS =
      "{\"questions\": [\"Which fish do herons like?\", \"How do they catch them?\", \"And"
          + " storks?\"]}";

  @RegisterExtension
  static final Stage stage =
      Stage.with(
          "PARLEY_AI_TOOLS_ENABLED", "false",
          "PARLEY_AI_OPENAI_CONTEXT_WINDOW", "800",
          "PARLEY_AI_OPENAI_MAX_OUTPUT", "200",
          "PARLEY_AI_MAX_CONCURRENT", "1",
          "PARLEY_AI_SUGGESTIONS_ENABLED", "true");

  @AutoClose private static Chromium chromium;

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
  }

  private final ScriptedProvider provider = stage.provider();
  private final List<String> errors = new CopyOnWriteArrayList<>();

  @Test
  void saysWhatTheModelDidNotGetAndWhatToAskNext() {
    try (BrowserContext context = chromium.context(1100, 760)) {
      Page page = Visit.guest(context, stage.port(), errors);
      for (int i = 1; i <= 5; i++) {
        provider.next(Script.answer("Answer " + i)).next(Script.answer("None"));
        say(page, "blue ".repeat(100).strip());
        assertThat(page.getByTestId("messages").getByText("Answer " + i)).isVisible();
        provider.takeAsked();
        provider.takeAsked();
      }
      assertThat(page.getByTestId("context-use")).hasCount(0);
      provider
          .next(Script.answer("They spoke of herons."))
          .next(Script.answer("They eat fish."))
          .next(Script.answer(QUESTIONS));
      say(page, "What do they eat?" + " blue".repeat(90));
      assertThat(page.getByTestId("context-use")).containsText("older messages summarized");
      assertThat(page.getByTestId("context-use")).containsText("window 800 tokens");
      assertThat(page.getByTestId("suggestion")).hasCount(3);
      shoot(page, "long-talk");

      provider.next(Script.answer("Minnows.")).next(Script.answer("None"));
      page.getByTestId("suggestion").first().click();
      assertThat(page.getByTestId("message-user").last())
          .containsText("Which fish do herons like?");
      assertThat(page.getByTestId("messages").getByText("Minnows.")).isVisible();
      assertThat(page.getByTestId("suggestion")).hasCount(0);
      page.reload();
      assertThat(page.getByTestId("context-use").first()).containsText("older messages summarized");
      assertThat(errors).isEmpty();
      awaitAsked(5);
    }
  }

  @Test
  void showsThePlaceInTheQueue() {
    Gate gate = new Gate();
    try (BrowserContext first = chromium.context(1100, 760);
        BrowserContext second = chromium.context(1100, 760);
        BrowserContext third = chromium.context(1100, 760)) {
      Page ada = Visit.guest(first, stage.port(), errors);
      Page bob = Visit.guest(second, stage.port(), errors);
      Page cem = Visit.guest(third, stage.port(), errors);
      provider.next(Script.stream().gate(gate).text("At last").finish("stop").done().end());
      say(ada, "Hello");
      Await.result(gate.reached());
      say(bob, "Hello");
      assertThat(bob.getByTestId("queued")).hasText("Next in the queue");
      say(cem, "Hello");
      assertThat(cem.getByTestId("queued")).hasText("2nd in the queue");
      shoot(cem, "queued");
      gate.open();
      assertThat(cem.getByTestId("message-assistant")).containsText("Hello from the script");
      assertThat(cem.getByTestId("queued")).hasCount(0);
      assertThat(errors).isEmpty();
      awaitAsked(6);
    }
  }

  /** What is asked once an answer is whole must not get what the next test has the provider say. */
  private void awaitAsked(int count) {
    for (int i = 0; i < count; i++) {
      provider.takeAsked();
    }
  }

  @Test
  void showsAnAnalysis() {
    provider.next(
        Script.answer(
            "{\"sentiment\": \"positive\", \"score\": 0.8,",
            " \"key_points\": [\"Herons are patient\", \"Patience pays\"]}"));
    try (BrowserContext context = chromium.context(1100, 760)) {
      Page page = Visit.guest(context, stage.port(), errors);
      say(page, "/analyze text=\"I love how patient herons are\"");
      assertThat(page.getByTestId("command-card")).containsText("Positive");
      assertThat(page.getByTestId("command-card").locator("li")).hasCount(2);
      shoot(page, "analysis");
      assertThat(errors).isEmpty();
    }
  }
}
