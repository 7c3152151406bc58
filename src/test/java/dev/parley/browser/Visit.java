package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import java.nio.file.Path;
import java.util.List;

/** What a guest does on the page. */
final class Visit {
  private Visit() {}

  /**
   * A page of a new guest, who is online.
   *
   * @param errors to which the errors that its scripts leave uncaught are added
   */
  static Page guest(BrowserContext context, int port, List<String> errors) {
    Page page = context.newPage();
    page.onPageError(errors::add);
    enter(page, port);
    return page;
  }

  /** The same; the errors on its console are added too. */
  static Page watchedGuest(BrowserContext context, int port, List<String> errors) {
    Page page = context.newPage();
    page.onPageError(errors::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            errors.add(message.text());
          }
        });
    enter(page, port);
    return page;
  }

  /** Opens the start page, becomes a guest and waits until it is online. */
  static void enter(Page page, int port) {
    page.navigate("http://127.0.0.1:" + port + "/");
    page.getByTestId("guest-button").click();
    assertThat(page.getByTestId("connection-state")).containsText("Online");
  }

  static void say(Page page, String text) {
    page.getByTestId("composer").fill(text);
    page.getByTestId("send").click();
  }

  static Locator answers(Page page) {
    return page.getByTestId("message-assistant");
  }

  /** Keeps a picture of the page below {@code target/screenshots}. */
  static void shoot(Page page, String name) {
    page.screenshot(
        new ScreenshotOptions().setPath(Path.of("target/screenshots/" + name + ".png")));
  }
}
