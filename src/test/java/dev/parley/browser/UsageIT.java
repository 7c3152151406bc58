package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person sees in the page what was used, and that nothing is left. */
class UsageIT {
  private static final Path PICTURES = Path.of("target", "screenshots");

  @RegisterExtension
  static final Stage stage =
      Stage.with(
          "PARLEY_AI_PRICES",
              "{\"currency\": \"EUR\", \"openai/*\": {\"input\": 1000, \"output\": 50000}}",
          "PARLEY_QUOTAS_GUEST_REQUESTS_PER_DAY", "1",
          "PARLEY_QUOTAS_GUEST_TOKENS_PER_MONTH", "2000");

  @Test
  void usageIsShownAndAQuotaThatIsUsedUpSaysSo() {
    NewContextOptions wide = new NewContextOptions().setViewportSize(1280, 820);
    try (Chromium chromium = Chromium.launch();
        BrowserContext context = chromium.browser().newContext(wide)) {
      Page page = context.newPage();
      page.navigate("http://127.0.0.1:" + stage.port() + "/");
      page.getByTestId("guest-button").click();
      page.getByTestId("usage").click();
      assertThat(page.getByTestId("usage-today")).containsText("0 tokens");
      assertThat(page.getByTestId("quota")).hasCount(2);
      page.keyboard().press("Escape");

      stage.provider().next(Script.answer("Once, ", "and no more."));
      ask(page, "How often may I ask?");
      assertThat(page.getByTestId("message-assistant")).containsText("Once, and no more.");
      assertThat(page.getByText("Answer completed.")).isAttached();
      ask(page, "And now?");
      assertThat(page.getByTestId("toast-error")).containsText("requests for this day is used up");
      assertThat(page.getByTestId("toast-error")).containsText("You can ask again from");
      page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("quota-notice.png")));

      page.getByTestId("quota-usage").click();
      assertThat(page.getByTestId("usage-today")).containsText("12 tokens");
      assertThat(page.getByTestId("usage-today")).containsText("1 answer · 0.11 EUR");
      assertThat(page.getByTestId("quota").first()).containsText("Used up until");
      assertThat(page.getByTestId("quota").last()).containsText("12 of 2,000");
      assertThat(page.getByTestId("usage-models")).containsText("0.11 EUR");
      page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("usage.png")));
    }
  }

  private static void ask(Page page, String text) {
    page.getByTestId("composer").fill(text);
    page.getByTestId("composer").press("Enter");
  }
}
