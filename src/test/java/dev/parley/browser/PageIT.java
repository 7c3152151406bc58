package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.browser.Visit.answers;
import static dev.parley.browser.Visit.say;
import static dev.parley.browser.Visit.shoot;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
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

/** The bundled page in a real browser, against the whole server. */
class PageIT {
  private static final String ANSWER =
      """
      A **token** is a piece of text. In the order they come:

      | step | what happens |
      |---|---|
      | 1 | the model writes |
      | 2 | the log keeps |
      | 3 | you read |

      ```java
      log.append(chunk).onSuccess(kept -> publish(chunk));
      ```

      > What was shown can be shown again.
      """;

  @RegisterExtension static final Stage stage = Stage.with();

  @AutoClose private static Chromium chromium;

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
  }

  private final ScriptedProvider provider = stage.provider();
  private final List<String> errors = new CopyOnWriteArrayList<>();

  @Test
  void streamsAnAnswerThatSurvivesAReload() {
    Gate middle = new Gate();
    provider.next(
        Script.stream()
            .text(ANSWER.substring(0, 120))
            .gate(middle)
            .text(ANSWER.substring(120))
            .finish("stop")
            .usage(12, 60)
            .done()
            .end());
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.watchedGuest(context, stage.port(), errors);
      say(page, "What is a token?");
      assertThat(answers(page)).containsText("piece of text");
      assertThat(page.getByTestId("stop")).isVisible();

      page.reload();
      assertThat(answers(page)).containsText("piece of text");
      middle.open();
      assertThat(answers(page)).containsText("What was shown can be shown again.");
      assertThat(answers(page).locator("table")).isVisible();
      assertThat(answers(page).locator("strong").first()).hasText("token");
      shoot(page, "chat");
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void keepsThreeTabsInStep() {
    provider.next(Script.answer("All tabs ", "see this."));
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page first = Visit.watchedGuest(context, stage.port(), errors);
      say(first, "Do they?");
      assertThat(answers(first)).containsText("All tabs see this.");
      Page second = context.newPage();
      second.navigate(first.url());
      Page third = context.newPage();
      third.navigate(first.url());
      for (Page page : List.of(second, third)) {
        assertThat(answers(page)).containsText("All tabs see this.");
      }
      provider.next(Script.answer("Still ", "in step."));
      say(third, "And now?");
      for (Page page : List.of(first, second, third)) {
        assertThat(answers(page)).hasCount(2);
        assertThat(answers(page).last()).containsText("Still in step.");
      }
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void stopsEditsAndWritesAnew() {
    provider.next(Script.stream().text("Endless ").gate(new Gate()));
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.watchedGuest(context, stage.port(), errors);
      say(page, "Talk");
      assertThat(answers(page)).containsText("Endless");
      page.getByTestId("stop").click();
      assertThat(page.getByTestId("message-state")).containsText("topped");

      provider.next(Script.answer("The end."));
      page.getByTestId("continue").click();
      assertThat(answers(page)).hasCount(2);
      assertThat(answers(page).first()).containsText("Endless");
      assertThat(answers(page).last()).containsText("The end.");
      assertThat(page.getByTestId("continue")).hasCount(0);

      provider.next(Script.answer("A second try."));
      page.getByTestId("regenerate").first().click();
      assertThat(answers(page)).hasCount(1);
      assertThat(answers(page)).containsText("A second try.");
      assertThat(page.getByTestId("branch-count")).hasText("2/2");
      page.getByTestId("branch-prev").click();
      assertThat(answers(page).first()).containsText("Endless");

      provider.next(Script.answer("To the edited question."));
      page.getByTestId("message-user").hover();
      page.getByTestId("edit").click();
      page.getByTestId("edit-input").fill("Talk less");
      page.getByTestId("edit-save").click();
      assertThat(page.getByTestId("message-user")).containsText("Talk less");
      assertThat(answers(page)).hasCount(1);
      assertThat(answers(page)).containsText("To the edited question.");
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void removesAMessageInEveryTab() {
    provider.next(Script.answer("An answer ", "that stays."));
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.watchedGuest(context, stage.port(), errors);
      say(page, "Better unsaid");
      assertThat(answers(page)).containsText("that stays.");
      Page other = context.newPage();
      other.navigate(page.url());
      assertThat(other.getByTestId("message-user")).containsText("Better unsaid");

      page.getByTestId("message-user").hover();
      page.getByTestId("message-user").getByTestId("remove").click();
      page.getByTestId("confirm").click();
      for (Page each : List.of(page, other)) {
        assertThat(each.getByTestId("message-user").getByTestId("message-content"))
            .hasText("Message removed");
        assertThat(answers(each)).containsText("that stays.");
      }
      other.reload();
      assertThat(other.getByTestId("message-user").getByTestId("message-content"))
          .hasText("Message removed");
      answers(page).hover();
      answers(page).getByTestId("remove").click();
      page.getByTestId("confirm").click();
      assertThat(answers(other).getByTestId("message-content")).hasText("Message removed");
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void rendersWhatAModelWritesWithoutRunningIt() {
    provider.next(
        Script.answer(
            "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>",
            "[click](javascript:document.title='owned') **safe**"));
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.watchedGuest(context, stage.port(), errors);
      say(page, "<b>bold?</b>");
      assertThat(answers(page)).containsText("safe");
      assertThat(page.getByTestId("message-user")).containsText("<b>bold?</b>");
      assertThat(answers(page).locator("[onerror], script, a[href^='javascript']")).hasCount(0);
      assertThat(page.title()).doesNotContain("owned");
    }
  }

  @Test
  void comesBackByItselfWhenTheNetworkDoes() {
    Gate middle = new Gate();
    provider.next(
        Script.stream().text("Before, ").gate(middle).text("after.").finish("stop").done().end());
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.watchedGuest(context, stage.port(), errors);
      say(page, "Through a tunnel");
      assertThat(answers(page)).containsText("Before,");
      context.setOffline(true);
      page.evaluate("window.dispatchEvent(new Event('offline'))");
      middle.open();
      context.setOffline(false);
      page.evaluate("window.dispatchEvent(new Event('online'))");
      assertThat(answers(page)).containsText("Before, after.");
      assertThat(page.getByTestId("connection-state")).containsText("Online");
    }
  }
}
