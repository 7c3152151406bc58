package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.browser.Visit.say;
import static dev.parley.browser.Visit.shoot;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.parley.ai.tool.TestTool;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.testing.Gate;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import dev.parley.testing.ToolScript;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tools on the page, in a real browser against the whole server. */
class ToolPageIT {
  private static final TestTool LIGHT =
      new TestTool("light", Effect.CHANGES, call -> Future.succeededFuture(Result.of("It is on")));

  @RegisterExtension
  static final Stage stage =
      Stage.with()
          .tools(LIGHT, TestTool.saying("manual", "<b>Page</b> of the manual. ".repeat(1_000)));

  @AutoClose private static Chromium chromium;

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
  }

  private final ScriptedProvider provider = stage.provider();
  private final List<String> errors = new CopyOnWriteArrayList<>();

  @Test
  void showsWhatAToolDoesAndAllThatItSaid() {
    Gate middle = new Gate();
    provider.next(ToolScript.wanting("Let me look it up.", "call_1", "manual", "{\"page\":7}"));
    provider.next(
        Script.stream().gate(middle).text("It is on page 7.").finish("stop").done().end());
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.guest(context, stage.port(), errors);
      say(page, "Where is it?");
      Locator call = page.getByTestId("tool-call");
      assertThat(call).containsText("manual");
      assertThat(call.getByTestId("tool-state")).hasText("done");
      call.locator("summary").click();
      assertThat(call.getByTestId("tool-detail")).containsText("<b>Page</b> of the manual.");
      shoot(page, "tool-activity");
      middle.open();
      assertThat(page.getByTestId("message-assistant")).containsText("It is on page 7.");
      assertThat(call.getByTestId("tool-detail")).isVisible();
      call.getByTestId("tool-result").click();
      assertThat(page.getByTestId("tool-result-dialog")).containsText("<b>Page</b> of the manual.");
      shoot(page, "tool-result");

      page.reload();
      assertThat(page.getByTestId("message-assistant")).containsText("It is on page 7.");
      assertThat(call).hasCount(1);
      assertThat(call).containsText("manual");
      assertThat(call.getByTestId("tool-state")).hasText("done");
      call.locator("summary").click();
      assertThat(call.getByTestId("tool-detail")).containsText("<b>Page</b> of the manual.");
      call.getByTestId("tool-result").click();
      assertThat(page.getByTestId("tool-result-dialog")).containsText("<b>Page</b> of the manual.");
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void showsTheCallsOfAnAnswerUnderWayOnceAlsoAfterAReload() {
    Gate middle = new Gate();
    provider.next(ToolScript.wanting("Let me look.", "call_1", "manual", "{\"page\":7}"));
    provider.next(ToolScript.wanting("", "call_2", "light", "{\"room\":\"attic\"}"));
    provider.next(Script.stream().gate(middle).text("Here it is.").finish("stop").done().end());
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.guest(context, stage.port(), errors);
      say(page, "Where is it, and light, please?");
      Locator states = page.getByTestId("tool-state");
      assertThat(states).hasText(new String[] {"done", "waits for permission"});
      page.reload();
      assertThat(states).hasText(new String[] {"done", "waits for permission"});
      page.getByTestId("tool-allow").click();
      assertThat(states).hasText(new String[] {"done", "done"});
      context.setOffline(true);
      page.evaluate("window.dispatchEvent(new Event('offline'))");
      middle.open();
      context.setOffline(false);
      page.evaluate("window.dispatchEvent(new Event('online'))");
      assertThat(page.getByTestId("message-assistant")).containsText("Here it is.");
      assertThat(states).hasText(new String[] {"done", "done"});
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void asksBeforeSomethingIsChangedAlsoAfterAReload() {
    String arguments = "{\"room\":\"kitchen\\u202egpj\",\"on\":true}";
    provider.next(ToolScript.wanting("", "call_1", "light", arguments));
    provider.next(Script.answer("The light is on."));
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.guest(context, stage.port(), errors);
      say(page, "Light, please");
      Locator question = page.getByTestId("tool-question");
      assertThat(question).containsText("light");
      page.reload();
      assertThat(question).containsText("May light do this?");
      // What would turn the direction of the text is written out.
      assertThat(page.getByTestId("tool-arguments")).containsText("kitchen\\u202egpj");
      assertThat(page.getByTestId("tool-state")).hasText("waits for permission");
      assertThat(LIGHT.calls()).noneMatch(call -> call.arguments().equals(arguments));
      shoot(page, "tool-question");
      page.getByTestId("tool-allow").click();
      assertThat(page.getByTestId("message-assistant")).containsText("The light is on.");
      assertThat(page.getByTestId("tool-state")).hasText("done");
      assertThat(question).hasCount(0);
      assertThat(LIGHT.calls()).anyMatch(call -> call.arguments().equals(arguments));
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void aDialogueThatIsClosedRefuses() {
    String arguments = "{\"room\":\"cellar\"}";
    provider.next(ToolScript.wanting("", "call_1", "light", arguments));
    provider.next(Script.answer("As you like."));
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.guest(context, stage.port(), errors);
      say(page, "Light in the cellar, please");
      assertThat(page.getByTestId("tool-question")).isVisible();
      page.keyboard().press("Escape");
      assertThat(page.getByTestId("message-assistant")).containsText("As you like.");
      assertThat(page.getByTestId("tool-state")).hasText("failed");
      assertThat(LIGHT.calls()).noneMatch(call -> call.arguments().equals(arguments));
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void aQuestionGoesAwayWithTheAnswer() {
    provider.next(ToolScript.wanting("Wait.", "call_1", "light", "{\"room\":\"hall\"}"));
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.guest(context, stage.port(), errors);
      say(page, "Light in the hall, please");
      assertThat(page.getByTestId("tool-question")).isVisible();
      Page other = context.newPage();
      other.navigate(page.url());
      assertThat(other.getByTestId("tool-question")).isVisible();
      other.evaluate("document.querySelector('[data-testid=stop]').click()");
      assertThat(page.getByTestId("tool-question")).hasCount(0);
      assertThat(other.getByTestId("tool-question")).hasCount(0);
      assertThat(page.getByTestId("tool-state")).hasText("failed");
      assertThat(errors).isEmpty();
    }
  }
}
