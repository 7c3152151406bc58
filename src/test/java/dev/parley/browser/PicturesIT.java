package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.browser.Visit.say;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import dev.parley.testing.Pictures;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pictures on the page, in a real browser. */
class PicturesIT {
  private static final String LOADED =
      "image => image.complete && image.naturalWidth > 0 && image.src.startsWith('blob:')";

  @RegisterExtension static final Stage stage = Stage.with();

  @AutoClose private static Chromium chromium;

  @BeforeAll
  static void launch() {
    chromium = Chromium.launch();
  }

  private final ScriptedProvider provider = stage.provider();
  private final List<String> errors = new CopyOnWriteArrayList<>();

  @Test
  void sendsAPictureAndShowsIt() {
    provider.next(Script.answer("Half red, half black."));
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.watchedGuest(context, stage.port(), errors);
      page.getByTestId("picture-input")
          .setInputFiles(new FilePayload("a.png", "image/png", Pictures.png(900, 600)));
      assertThat(page.getByTestId("tray-item")).hasAttribute("data-state", "ready");
      say(page, "What is this?");

      assertThat(page.getByTestId("message-assistant")).containsText("Half red, half black.");
      assertThat(page.getByTestId("tray-item")).hasCount(0);
      assertShown(page, "attachment-image");
      page.getByTestId("attachment").click();
      assertShown(page, "attachment-large");
      page.getByTestId("picture-close").click();
      assertThat(page.getByTestId("attachment-large")).hasCount(0);

      page.reload();
      assertShown(page, "attachment-image");
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void sendsAPictureWithoutWords() {
    provider.next(Script.answer("I see."));
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.watchedGuest(context, stage.port(), errors);
      assertThat(page.getByTestId("send")).isDisabled();
      page.getByTestId("picture-input")
          .setInputFiles(new FilePayload("a.jpg", "image/jpeg", Pictures.jpeg(60, 40)));
      page.getByTestId("send").click();
      assertThat(page.getByTestId("message-assistant")).containsText("I see.");
      assertShown(page, "attachment-image");
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void saysWhyAPictureIsNotTakenAndLetsItBeRemoved() {
    try (BrowserContext context = chromium.context(1280, 820)) {
      Page page = Visit.watchedGuest(context, stage.port(), errors);
      byte[] text = "no picture".getBytes(StandardCharsets.UTF_8);
      page.getByTestId("picture-input").setInputFiles(new FilePayload("a.png", "image/png", text));
      assertThat(page.getByTestId("tray-item")).hasAttribute("data-state", "failed");
      assertThat(page.getByTestId("composer-hint")).containsText("a.png: Only PNG");
      assertThat(page.getByTestId("send")).isDisabled();
      page.getByTestId("tray-remove").click();
      assertThat(page.getByTestId("tray-item")).hasCount(0);
      page.getByTestId("composer").fill("Never mind");
      assertThat(page.getByTestId("send")).isEnabled();
    }
  }

  private static void assertShown(Page page, String testId) {
    assertThat(page.getByTestId(testId)).isVisible();
    page.waitForCondition(() -> (Boolean) page.getByTestId(testId).evaluate(LOADED));
  }
}
