package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.parley.testing.Http;
import dev.parley.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A person makes a key in the page, which is good until it is revoked there. */
class ApiKeysIT {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aKeyIsMadeAndRevoked() {
    NewContextOptions wide = new NewContextOptions().setViewportSize(1280, 820);
    try (Chromium chromium = Chromium.launch();
        BrowserContext context = chromium.browser().newContext(wide)) {
      Page page = context.newPage();
      page.navigate("http://127.0.0.1:" + server.port() + "/");
      page.getByTestId("guest-button").click();
      page.getByTestId("api-keys").click();
      page.getByTestId("api-key-name").fill("<b>script</b>");
      page.getByTestId("api-key-make").click();
      assertThat(page.getByTestId("api-key")).containsText("<b>script</b>");
      String key = page.getByTestId("api-key-secret").inputValue();
      assertThat(Http.get(server.port(), "/v1/models", key).status()).isEqualTo(200);

      page.getByTestId("api-key-revoke").click();
      page.getByTestId("confirm").click();
      assertThat(page.getByTestId("api-key")).hasCount(0);
      assertThat(Http.get(server.port(), "/v1/models", key).status()).isEqualTo(401);
    }
  }
}
