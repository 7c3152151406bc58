package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import dev.parley.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The description of the API as people read it, with nothing from elsewhere. */
class DescriptionIT {
  private static TestServer server;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of());
    chromium = Chromium.launch();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
  }

  @Test
  void swaggerUiShowsIt() {
    List<String> elsewhere = new CopyOnWriteArrayList<>();
    try (BrowserContext context = chromium.browser().newContext()) {
      Page page = open(context, "/docs", elsewhere);
      assertThat(page.locator(".info .title")).containsText("Parley");
      assertThat(page.locator(".opblock-summary-path").first()).isVisible();
      assertThat(page.locator("#operations-messages-sendMessage")).isVisible();
      assertThat(elsewhere).isEmpty();
      page.screenshot(new ScreenshotOptions().setPath(Path.of("target/screenshots/docs.png")));
    }
  }

  @Test
  void redocShowsIt() {
    List<String> elsewhere = new CopyOnWriteArrayList<>();
    try (BrowserContext context = chromium.browser().newContext()) {
      Page page = open(context, "/redoc", elsewhere);
      assertThat(page.locator("h1").first()).containsText("Parley");
      assertThat(page.locator("[id='tag/messages/operation/sendMessage']")).isVisible();
      assertThat(elsewhere).isEmpty();
      page.screenshot(new ScreenshotOptions().setPath(Path.of("target/screenshots/redoc.png")));
    }
  }

  private static Page open(BrowserContext context, String path, List<String> elsewhere) {
    String own = "http://127.0.0.1:" + server.port();
    Page page = context.newPage();
    page.onResponse(
        response -> {
          String url = response.url();
          if (!url.startsWith(own) && !url.startsWith("data:") && !url.startsWith("blob:")) {
            elsewhere.add(url);
          }
        });
    page.navigate(own + path);
    return page;
  }
}
