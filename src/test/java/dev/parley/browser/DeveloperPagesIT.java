package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The playground and the description of the frames, in a real browser. */
class DeveloperPagesIT {
  private static TestServer server;
  private static Chromium chromium;

  private final List<String> errors = new CopyOnWriteArrayList<>();

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
  void speaksADialectFrameByFrame() {
    try (BrowserContext context = context(1280, 820, ColorScheme.LIGHT)) {
      Page page = open(context, "/playground.html");
      assertThat(page.getByTestId("socket-url")).hasValue(Pattern.compile("^ws://.*/chat/ws$"));
      page.getByTestId("guest-token").click();
      assertThat(page.getByTestId("token")).not().hasValue("");
      page.getByTestId("connect").click();
      assertThat(page.getByTestId("line-state")).hasText("Connected");
      for (String name : List.of("auth", "create_conversation", "join_conversation", "ping")) {
        sample(page, name);
        assertThat(frames(page, "out").last()).containsText(name);
        assertThat(page.getByTestId("frames"))
            .containsText(
                switch (name) {
                  case "auth" -> "auth_success";
                  case "create_conversation" -> "conversation";
                  case "ping" -> "pong";
                  default -> "ack";
                });
      }
      sample(page, "send_message");
      assertThat(page.getByTestId("frames")).containsText("stream_complete");

      Locator complete =
          frames(page, "in").filter(new Locator.FilterOptions().setHasText("stream_complete"));
      complete.locator("summary").first().click();
      assertThat(complete.locator("pre").first()).containsText("\"total_tokens\":");
      page.getByTestId("frame-direction").selectOption("out");
      assertThat(frames(page, "in")).hasCount(0);
      page.getByTestId("frame-filter").fill("send_message");
      assertThat(frames(page, "out")).hasCount(1);
      page.getByTestId("frame-filter").fill("");
      page.getByTestId("frame-direction").selectOption("");
      shoot(page, "playground-light");

      page.getByTestId("connect").click();
      assertThat(page.getByTestId("line-state")).containsText("Closed with 1000");
      page.getByTestId("clear-log").click();
      assertThat(page.getByTestId("frame-count")).hasText("0 frames");
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void saysWhyTheServerClosed() {
    try (BrowserContext context = context(1280, 820, ColorScheme.DARK)) {
      Page page = open(context, "/playground.html");
      page.getByTestId("connect").click();
      assertThat(page.getByTestId("line-state")).hasText("Connected");
      page.getByTestId("frame-editor").fill("{\"type\": ");
      assertThat(page.getByTestId("frame-check")).containsText("Not JSON");
      page.getByTestId("frame-send").click();
      assertThat(page.getByTestId("line-state"))
          .containsText("Closed with 4001 “Authentication required”");
      assertThat(page.getByTestId("connect")).hasText("Connect");
      shoot(page, "playground-dark");
    }
  }

  @Test
  void makesTheUrlOfEachDialect() {
    try (BrowserContext context = context(360, 740, ColorScheme.LIGHT)) {
      Page page = open(context, "/playground.html");
      page.getByTestId("dialect").selectOption("sessions");
      page.getByTestId("client-id").fill("a b");
      assertThat(page.getByTestId("socket-url")).hasValue(Pattern.compile("/ws/a%20b$"));
      page.getByTestId("dialect").selectOption("commands");
      page.getByTestId("option-stream").check();
      page.getByTestId("option-dialect").check();
      assertThat(page.getByTestId("socket-url"))
          .hasValue(Pattern.compile("/ws/chat\\?dialect=commands&stream=true$"));
      sample(page, "/translate");
      assertThat(page.getByTestId("frame-editor"))
          .hasValue(Pattern.compile("target_language=.*Spanish"));
      assertThat(page.getByTestId("frame-send")).isDisabled();
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
      shoot(page, "playground-360");
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void showsTheDescriptionOfTheFrames() {
    try (BrowserContext context = context(1280, 820, ColorScheme.DARK)) {
      Page page = open(context, "/asyncapi");
      assertThat(page.getByTestId("channel")).hasCount(19);
      Locator message = page.getByTestId("message").first();
      message.locator("summary").click();
      assertThat(message).containsText("token");
      assertThat(message.locator("pre").first()).containsText("jwt-token");
      shoot(page, "asyncapi-dark");
      page.setViewportSize(360, 740);
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
      shoot(page, "asyncapi-360");
      assertThat(errors).isEmpty();
    }
  }

  private static void sample(Page page, String name) {
    page.getByTestId("samples")
        .getByText(name, new Locator.GetByTextOptions().setExact(true))
        .click();
  }

  private static Locator frames(Page page, String direction) {
    return page.getByTestId("frame-" + direction);
  }

  private Page open(BrowserContext context, String path) {
    Page page = context.newPage();
    page.onPageError(errors::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            errors.add(message.text());
          }
        });
    page.navigate("http://127.0.0.1:" + server.port() + path);
    return page;
  }

  private static BrowserContext context(int width, int height, ColorScheme colors) {
    return chromium
        .browser()
        .newContext(new NewContextOptions().setViewportSize(width, height).setColorScheme(colors));
  }

  private static void shoot(Page page, String name) {
    page.screenshot(
        new ScreenshotOptions().setPath(Path.of("target/screenshots/" + name + ".png")));
  }
}
