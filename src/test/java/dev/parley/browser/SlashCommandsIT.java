package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.browser.Visit.shoot;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.ColorScheme;
import dev.parley.testing.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Slash commands in the page; their answers are given by the test, in place of the server. */
class SlashCommandsIT {
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
  void offersCommandsAndFillsThemIn() {
    try (BrowserContext context = context(1280, ColorScheme.LIGHT)) {
      Page page = guest(context);
      Locator composer = page.getByTestId("composer");
      composer.fill("");
      composer.pressSequentially("/");
      assertThat(options(page)).hasCount(8);
      shoot(page, "commands-light");
      composer.press("ArrowDown");
      assertThat(page.getByTestId("command-clear")).hasAttribute("aria-selected", "true");
      composer.press("Escape");
      assertThat(page.getByTestId("command-menu")).isHidden();

      composer.fill("");
      composer.pressSequentially("/tr");
      assertThat(options(page)).hasCount(1);
      composer.press("Tab");
      assertThat(composer).hasValue("/translate text=\"\" target_language=\"\"");
      composer.pressSequentially("Hi");
      assertThat(composer).hasValue("/translate text=\"Hi\" target_language=\"\"");
      assertThat(page.getByTestId("command-menu")).isHidden();

      composer.fill("and/or");
      assertThat(page.getByTestId("command-menu")).isHidden();
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void showsAnswersAsCardsThatAreNoMessages() {
    try (BrowserContext context = context(360, ColorScheme.DARK)) {
      Page page = guest(context);
      Locator composer = page.getByTestId("composer");
      composer.fill("Hello");
      page.getByTestId("send").click();
      assertThat(page.getByTestId("message-state")).hasCount(0);
      assertThat(page.getByTestId("message-assistant")).hasCount(1);
      assertThat(page.getByTestId("stop")).isHidden();

      composer.fill("");
      composer.pressSequentially("/help");
      composer.press("Enter");
      assertThat(page.getByTestId("command-card")).containsText("/analyze text=\"\"");
      assertThat(page.getByTestId("command-pending")).hasCount(0);
      assertThat(page.getByTestId("message-user")).hasCount(1);
      shoot(page, "command-card-360");
      page.getByTestId("command-dismiss").click();
      assertThat(page.getByTestId("command-card")).hasCount(0);

      composer.fill("/clear");
      composer.press("Escape");
      composer.press("Enter");
      assertThat(page.getByTestId("message-user")).hasCount(0);
      assertThat(page.getByTestId("message-assistant")).hasCount(0);
      assertThat(page.getByTestId("command-card")).containsText("Done.");
      assertThat(errors).isEmpty();
    }
  }

  private static Locator options(Page page) {
    return page.getByTestId("command-menu").locator("[role=option]");
  }

  private Page guest(BrowserContext context) {
    Page page = context.newPage();
    page.onPageError(errors::add);
    page.routeWebSocket(Pattern.compile("/api/v1/chat/ws$"), SlashCommandsIT::answerCommands);
    Visit.enter(page, server.port());
    return page;
  }

  /** Passes everything on, but for commands, which it answers itself. */
  private static void answerCommands(WebSocketRoute page) {
    WebSocketRoute real = page.connectToServer();
    page.onMessage(
        sent -> {
          JsonObject frame = new JsonObject(sent.text());
          JsonObject data = frame.getJsonObject("data", new JsonObject());
          String content = data.getString("content", "");
          if (!content.startsWith("/")) {
            real.send(sent.text());
            return;
          }
          JsonObject result = new JsonObject().put("status", "success");
          JsonObject in = new JsonObject().put("conversation_id", data.getValue("conversation_id"));
          if (content.equals("/help")) {
            result.put("commands", new JsonArray().add("/help").add("/analyze text=\"\""));
          } else {
            page.send(frame("conversation_cleared", in.copy()).encode());
          }
          in.put("command", content.substring(1)).put("result", result);
          page.send(frame("command_response", in).put("id", frame.getValue("id")).encode());
        });
  }

  private static JsonObject frame(String type, JsonObject data) {
    return new JsonObject().put("type", type).put("data", data);
  }

  private static BrowserContext context(int width, ColorScheme colors) {
    return chromium
        .browser()
        .newContext(new NewContextOptions().setViewportSize(width, 740).setColorScheme(colors));
  }
}
