package dev.parley.browser;

import com.microsoft.playwright.impl.driver.Driver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The browser that Playwright downloads itself, where its servers can be reached. */
record PlaywrightDownload() implements Source {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  @Override
  public String name() {
    return "Playwright's own download";
  }

  @Override
  public Installation find() throws Unavailable {
    ProcessBuilder cli =
        Driver.ensureDriverInstalled(Chromium.DRIVER_ENVIRONMENT, false).createProcessBuilder();
    List<String> command = new ArrayList<>(cli.command());
    command.addAll(List.of("install", "--only-shell", "chromium"));
    Command.run(command, Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", ""), TIMEOUT);
    return new Installation(null);
  }
}
