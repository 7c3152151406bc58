package dev.parley.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A headless Chromium for tests. Where the machine has none it is installed; a test is never
 * skipped for want of a browser. Like all of Playwright it belongs to the thread that launched it.
 */
public final class Chromium implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** Of the driver itself, which would otherwise download browsers that it may not need. */
  static final Map<String, String> DRIVER_ENVIRONMENT =
      Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");

  /** For what a page is expected to show; the usual five seconds are short on a busy machine. */
  private static final double PATIENCE_MS = 30_000;

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /**
   * Starts the first browser that can be had and works.
   *
   * @throws IllegalStateException when there is none, saying what was tried
   */
  public static Chromium launch() {
    return launch(Source.all(System.getenv(), Path.of("target").toAbsolutePath()));
  }

  static Chromium launch(List<Source> sources) {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    Playwright playwright = Playwright.create(new CreateOptions().setEnv(DRIVER_ENVIRONMENT));
    List<String> tried = new ArrayList<>();
    for (Source source : sources) {
      try {
        return new Chromium(playwright, start(playwright, source.find()));
      } catch (Source.Unavailable | PlaywrightException e) {
        tried.add(source.name() + ": " + e.getMessage());
      }
    }
    playwright.close();
    throw new IllegalStateException(
        "No Chromium for the browser tests. Set PARLEY_CHROMIUM to one, or mend one of these:\n- "
            + String.join("\n- ", tried));
  }

  private static Browser start(Playwright playwright, Installation installation) {
    LaunchOptions options = new LaunchOptions().setHeadless(true).setArgs(FLAGS);
    if (installation.executable() != null) {
      options.setExecutablePath(installation.executable());
    }
    if (!installation.environment().isEmpty()) {
      options.setEnv(installation.environment());
    }
    return playwright.chromium().launch(options);
  }

  public Browser browser() {
    return browser;
  }

  /** A window of that size in CSS pixels, with storage of its own. */
  public BrowserContext context(int width, int height) {
    return browser.newContext(new NewContextOptions().setViewportSize(width, height));
  }

  /** A page with storage of its own, as of another person; closing it ends its context too. */
  public Page newPage() {
    return browser.newPage();
  }

  @Override
  public void close() {
    playwright.close();
  }
}
