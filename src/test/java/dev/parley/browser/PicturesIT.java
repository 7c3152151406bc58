package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import dev.parley.testing.Pictures;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pictures on the page, in a real browser. */
class PicturesIT {
  private static final String LOADED =
      "image => image.complete && image.naturalWidth > 0 && image.src.startsWith('blob:')";

  private static ScriptedProvider provider;
  private static TestServer server;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    provider = new ScriptedProvider();
    server = TestServer.start(Map.of("OPENAI_BASE_URL", provider.baseUrl().toString()));
    chromium = Chromium.launch();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
    provider.close();
  }

  @Test
  void sendsAPictureAndShowsIt() {
    List<String> errors = new CopyOnWriteArrayList<>();
    provider.next(Script.answer("Half red, half black."));
    try (BrowserContext context = context()) {
      Page page = guest(context, errors);
      page.getByTestId("picture-input")
          .setInputFiles(new FilePayload("a.png", "image/png", Pictures.png(900, 600)));
      assertThat(page.getByTestId("tray-item")).hasAttribute("data-state", "ready");
      page.getByTestId("composer").fill("What is this?");
      page.getByTestId("send").click();

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
    List<String> errors = new CopyOnWriteArrayList<>();
    provider.next(Script.answer("I see."));
    try (BrowserContext context = context()) {
      Page page = guest(context, errors);
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
    List<String> errors = new CopyOnWriteArrayList<>();
    try (BrowserContext context = context()) {
      Page page = guest(context, errors);
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

  private static BrowserContext context() {
    return chromium.browser().newContext(new NewContextOptions().setViewportSize(1280, 820));
  }

  private static Page guest(BrowserContext context, List<String> errors) {
    Page page = context.newPage();
    page.onPageError(errors::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            errors.add(message.text());
          }
        });
    page.navigate("http://127.0.0.1:" + server.port() + "/");
    page.getByTestId("guest-button").click();
    assertThat(page.getByTestId("connection-state")).containsText("Online");
    return page;
  }
}
