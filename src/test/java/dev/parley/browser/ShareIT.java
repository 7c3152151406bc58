package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Links to conversations: over HTTP, and from one browser to another. */
class ShareIT {
  private static final String BASE = "/api/v1/conversations/";

  private static ScriptedProvider provider;
  private static TestServer server;

  @BeforeAll
  static void start() {
    provider = new ScriptedProvider();
    server = TestServer.start(Map.of("OPENAI_BASE_URL", provider.baseUrl().toString()));
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.close();
  }

  @Test
  void showsTheBranchAsItWasToWhoeverHasTheLink() throws IOException, InterruptedException {
    JsonObject granted = Http.guest(server.port(), "Ada");
    String ada = granted.getString("access_token");
    String path = BASE + conversation(ada);
    note(path, ada, "First");
    long second = note(path, ada, "Second");
    Answer link = Http.post(server.port(), path + "/share", ada, new JsonObject());
    assertThat(link.status()).as(link.text()).isEqualTo(201);
    String token = link.body().getString("token");
    assertThat(token).hasSizeGreaterThanOrEqualTo(43);
    note(path, ada, "Third");

    HttpResponse<String> read = shared(token);
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(read.headers().firstValue("X-Robots-Tag")).contains("noindex");
    assertThat(read.body()).contains("First", "Second", "Ada").doesNotContain("Third", "_id");
    assertThat(new JsonObject(read.body()).getBoolean("whole")).isTrue();
    Http.send("DELETE", server.port(), "/api/v1/messages/" + second, ada, null);
    assertThat(shared(token).body()).contains("First", "deleted").doesNotContain("Second");

    String next =
        Http.post(server.port(), path + "/share", ada, new JsonObject()).body().getString("token");
    assertThat(shared(token).statusCode()).isEqualTo(404);
    assertThat(shared(next).body()).contains("Third");
    assertThat(unshare(path, ada).status()).isEqualTo(204);
    assertThat(unshare(path, ada).status()).isEqualTo(204);
    HttpResponse<String> gone = shared(next);
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(gone.headers().firstValue("X-Robots-Tag")).contains("noindex");
  }

  @Test
  void onlyOwnersShare() {
    String ada = Http.guest(server.port(), "Ada").getString("access_token");
    JsonObject ben = Http.guest(server.port(), "Ben");
    String bens = ben.getString("access_token");
    String path = BASE + conversation(ada);
    assertThat(share(path, ada).status()).isEqualTo(400);
    note(path, ada, "Something");
    assertThat(share(path, bens).status()).isEqualTo(404);
    JsonObject invite = new JsonObject().put("user", ben.getJsonObject("user").getLong("id"));
    Http.post(server.port(), path + "/members", ada, invite);
    assertThat(share(path, bens).body().getString("code")).isEqualTo("FORBIDDEN");
    assertThat(unshare(path, bens).body().getString("code")).isEqualTo("FORBIDDEN");
    assertThat(share(path, ada).status()).isEqualTo(201);
  }

  @Test
  void anotherBrowserReadsItUntilItIsTakenBack() {
    provider.next(
        Script.answer(
            "**Bold** <img src=x onerror=\"document.title='owned'\">",
            "[click](javascript:document.title='owned')"));
    NewContextOptions wide = new NewContextOptions().setViewportSize(1280, 820);
    try (Chromium chromium = Chromium.launch();
        BrowserContext owner = chromium.browser().newContext(wide);
        BrowserContext stranger = chromium.browser().newContext(wide)) {
      Page page = owner.newPage();
      page.navigate(address("/"));
      page.getByTestId("guest-button").click();
      page.getByTestId("composer").fill("<b>To be shared</b>");
      page.getByTestId("send").click();
      assertThat(page.getByTestId("message-assistant")).containsText("Bold");
      assertThat(page.getByTestId("message-assistant").getByTestId("regenerate")).isVisible();
      menu(page, "share");
      String link = page.getByTestId("share-link").inputValue();
      page.keyboard().press("Escape");

      Page read = stranger.newPage();
      read.navigate(link);
      assertThat(read.getByTestId("shared-content").first()).hasText("<b>To be shared</b>");
      assertThat(read.getByTestId("shared-content").last().locator("strong")).hasText("Bold");
      assertThat(read.locator("[onerror], main script, a[href^='javascript']")).hasCount(0);
      assertThat(read.title()).doesNotContain("owned");

      page.waitForResponse(
          answer -> answer.request().method().equals("DELETE"), () -> menu(page, "unshare"));
      read.reload();
      assertThat(read.getByTestId("gone")).containsText("no longer good");
    }
  }

  private static void menu(Page page, String entry) {
    page.getByTestId("conversation-item").first().hover();
    page.getByTestId("conversation-menu").first().click();
    page.getByTestId(entry).click();
  }

  private static String address(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  private static HttpResponse<String> shared(String token)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address("/api/v1/shared/" + token))).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static Answer share(String path, String token) {
    return Http.post(server.port(), path + "/share", token, new JsonObject());
  }

  private static Answer unshare(String path, String token) {
    return Http.send("DELETE", server.port(), path + "/share", token, null);
  }

  private static long conversation(String token) {
    return Http.post(server.port(), "/api/v1/conversations", token, new JsonObject())
        .body()
        .getLong("id");
  }

  private static long note(String path, String token, String text) {
    JsonObject note = new JsonObject().put("content", text).put("message_type", "note");
    return Http.post(server.port(), path + "/messages", token, note)
        .body()
        .getJsonObject("message")
        .getLong("id");
  }
}
