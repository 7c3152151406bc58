package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import dev.parley.testing.Http;
import dev.parley.testing.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Looking for messages in the page, by keyboard alone. */
class SearchIT {
  private static final String PASSWORD = "correct horse battery";
  private static final int MESSAGES = 700;

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
  void opensTheConversationAtTheMessage() {
    String login = "ada" + System.nanoTime();
    importLong(login);
    try (BrowserContext context =
        chromium.browser().newContext(new NewContextOptions().setViewportSize(1280, 820))) {
      Page page = signIn(context, login);

      page.keyboard().press("Control+k");
      page.keyboard().type("<b>needle");
      Locator hits = page.getByTestId("search-hit");
      assertThat(hits).hasCount(2);
      assertThat(hits.last()).containsText("The <b>needle</b> number 20");
      assertThat(hits.last().locator("mark")).hasText("b>needle");
      assertThat(hits.locator("b")).hasCount(0);
      page.screenshot(new ScreenshotOptions().setPath(Path.of("target/screenshots/search.png")));

      page.keyboard().press("ArrowDown");
      page.keyboard().press("ArrowDown");
      assertThat(hits.last()).isFocused();
      page.keyboard().press("Enter");
      Locator found = page.locator("article.found");
      assertThat(found).containsText("number 20");
      assertThat(found).isInViewport();
      assertThat(found).isFocused();
      page.screenshot(new ScreenshotOptions().setPath(Path.of("target/screenshots/found.png")));
    }
  }

  @Test
  void saysThatNothingWasFoundAndForgetsItWithEscape() {
    String login = "ben" + System.nanoTime();
    importLong(login);
    try (BrowserContext context = chromium.browser().newContext()) {
      Page page = signIn(context, login);
      Locator search = page.getByTestId("search");
      search.fill("nosuchword");
      assertThat(page.getByTestId("search-status")).hasText("No messages found.");
      search.press("Escape");
      assertThat(page.getByTestId("search-results")).isHidden();
      assertThat(search).hasValue("");
      assertThat(page.getByTestId("conversation-item")).hasCount(1);

      search.fill("filler");
      assertThat(page.getByTestId("search-hit")).hasCount(20);
      page.getByTestId("search-more").click();
      assertThat(page.getByTestId("search-hit")).hasCount(40);
    }
  }

  @Test
  void letsOneChooseBetweenWordsAndMeaningAndTellsWhy() {
    String login = "eve" + System.nanoTime();
    try (TestServer semantic = TestServer.start(Map.of("PARLEY_SEARCH_SEMANTIC_ENABLED", "true"));
        BrowserContext context = chromium.browser().newContext()) {
      imported(semantic, login, List.of("Preparing grains on the stove", "The grains are old"));
      Page page = signIn(semantic, context, login);
      Locator search = page.getByTestId("search");
      Locator hits = page.getByTestId("search-hit");
      // The messages are embedded meanwhile; a page asks only when the text changes.
      page.waitForCondition(
          () -> {
            search.fill("");
            page.waitForResponse(
                response -> response.url().contains("/search?"), () -> search.fill("cooking rice"));
            return hits.count() > 0;
          });
      assertThat(hits.first()).containsText("Preparing grains on the stove");
      assertThat(hits.first()).containsText("By meaning");
      page.screenshot(new ScreenshotOptions().setPath(Path.of("target/screenshots/meaning.png")));

      search.fill("grains");
      assertThat(hits.first()).containsText("By words and meaning");
      page.getByTestId("search-mode").selectOption("text");
      assertThat(hits).hasCount(2);
      assertThat(hits.first()).containsText("By words");
      search.fill("cooking rice");
      assertThat(page.getByTestId("search-status")).hasText("No messages found.");
    }
  }

  private static Page signIn(BrowserContext context, String login) {
    return signIn(server, context, login);
  }

  private static Page signIn(TestServer server, BrowserContext context, String login) {
    Page page = context.newPage();
    page.navigate("http://127.0.0.1:" + server.port() + "/");
    page.getByTestId("login-name").fill(login);
    page.getByTestId("password").fill(PASSWORD);
    page.getByTestId("sign-in").click();
    assertThat(page.getByTestId("connection-state")).containsText("Online");
    assertThat(page.getByTestId("conversation-item")).hasCount(1);
    return page;
  }

  /** An account with a long conversation. */
  private static void importLong(String login) {
    imported(
        server,
        login,
        IntStream.range(0, MESSAGES)
            .mapToObj(
                i -> (i == 20 || i == 690 ? "The <b>needle</b> number " : "Filler number ") + i)
            .toList());
  }

  /** An account with a conversation of these messages. */
  private static void imported(TestServer server, String login, List<String> texts) {
    JsonObject account = new JsonObject().put("login", login).put("password", PASSWORD);
    String token =
        Http.post(server.port(), "/api/v1/auth/register", null, account)
            .body()
            .getString("access_token");
    JsonArray messages = new JsonArray();
    for (int i = 0; i < texts.size(); i++) {
      JsonObject message = new JsonObject().put("id", i + 1).put("content", texts.get(i));
      message.put("message_type", i % 2 == 0 ? "user" : "assistant");
      messages.add(i == 0 ? message : message.put("parent_id", i));
    }
    JsonObject file =
        new JsonObject()
            .put("conversation", new JsonObject().put("title", "A long talk"))
            .put("messages", messages);
    Http.Answer imported = Http.post(server.port(), "/api/v1/conversations/import", token, file);
    assertThat(imported.status()).as(imported.text()).isEqualTo(201);
  }
}
