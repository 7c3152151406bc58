package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Usage and quotas at the doors of the whole server. */
class QuotasIT {
  private static final String COMPLETIONS = "/v1/chat/completions";

  private static ScriptedProvider provider;
  private static TestServer server;

  @BeforeAll
  static void start() {
    provider = new ScriptedProvider();
    Map<String, String> settings = new HashMap<>();
    settings.put("OPENAI_BASE_URL", provider.baseUrl().toString());
    settings.put("AI_MODEL", "scripted");
    settings.put("PARLEY_AI_RETRIES", "0");
    settings.put("PARLEY_AUTH_ADMINS", "root");
    settings.put("PARLEY_AI_PRICES", "{\"openai/scr*\": {\"input\": 2, \"output\": 4.5}}");
    settings.put("PARLEY_QUOTAS_GUEST_REQUESTS_PER_DAY", "2");
    settings.put("PARLEY_QUOTAS_GUEST_TOKENS_PER_DAY", "1000000");
    settings.put("PARLEY_QUOTAS_USERS", "{\"frugal\": {\"cost_per_month\": 0}}");
    server = TestServer.start(settings);
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.close();
  }

  @Test
  void aQuestionIsCountedAndThenRefused() {
    String ada = guest();
    String path = conversation(ada);
    for (int i = 1; i <= 2; i++) {
      provider.next(Script.answer("Hi"));
      assertThat(post(path, ada, "Hello").status()).isEqualTo(202);
      requests(ada, i);
    }
    refused(post(path, ada, "Hello"));
    Answer note = Http.post(server.port(), path, ada, text("x").put("message_type", "note"));
    assertThat(note.status()).isEqualTo(202);

    JsonObject own = usage(ada).body();
    // Each 10 tokens at 2 and 1 at 4.50 for a million.
    assertThat(own.getJsonArray("days").getJsonObject(0).getString("model")).isEqualTo("scripted");
    assertThat(own.getJsonArray("days").getJsonObject(0).getString("provider")).isEqualTo("openai");
    JsonObject today = own.getJsonObject("today");
    assertThat(today.getInteger("prompt_tokens")).isEqualTo(20);
    assertThat(today.getInteger("completion_tokens")).isEqualTo(2);
    assertThat(today.getInteger("cost_micros")).isEqualTo(50);
    assertThat(today.getInteger("estimated")).isZero();
    JsonObject quota = own.getJsonArray("quotas").getJsonObject(0);
    assertThat(quota.getString("kind")).isEqualTo("REQUESTS");
    assertThat(quota.getInteger("used")).isEqualTo(2);
    assertThat(quota.getInstant("resets_at")).isNotNull();
  }

  @Test
  void programsGetTheErrorOfAnEmptyAccount() {
    String ada = guest();
    String key = key(ada);
    for (int i = 1; i <= 2; i++) {
      provider.next(Script.answer("Hi"));
      assertThat(Http.post(server.port(), COMPLETIONS, key, asking()).status()).isEqualTo(200);
      requests(ada, i);
    }
    for (boolean stream : new boolean[] {false, true}) {
      Answer answer = Http.post(server.port(), COMPLETIONS, key, asking().put("stream", stream));
      assertThat(answer.status()).as(answer.text()).isEqualTo(429);
      JsonObject error = answer.body().getJsonObject("error");
      assertThat(error.getString("type")).isEqualTo("insufficient_quota");
      assertThat(error.getString("code")).isEqualTo("insufficient_quota");
    }
  }

  @Test
  void slashCommandsThatAskTheModelCountAndAreRefused() {
    String ada = guest();
    String path = conversation(ada);
    for (int i = 1; i <= 2; i++) {
      provider.next(Script.answer("Hola"));
      assertThat(post(path, ada, "/translate text=Hi target_language=Spanish").status())
          .isEqualTo(200);
      requests(ada, i);
    }
    refused(post(path, ada, "/translate text=Hi target_language=Spanish"));
    assertThat(post(path, ada, "/help").status()).as("asks no model").isEqualTo(200);
  }

  @Test
  void generateIsRefusedInItsOwnShape() {
    String path = "/generate?client_id=ada-" + UUID.randomUUID();
    JsonObject ask = new JsonObject().put("message", "Hello");
    for (int i = 0; i < 2; i++) {
      provider.next(Script.answer("Hi"));
      assertThat(Http.post(server.port(), path, null, ask).status()).isEqualTo(200);
    }
    refused(Http.post(server.port(), path, null, ask));
  }

  @Test
  void whatTheProviderDoesNotCountIsEstimated() {
    String ada = guest();
    provider.next(Script.stream().text("x".repeat(40)).finish("stop").done().end());
    Http.post(server.port(), COMPLETIONS, key(ada), asking());

    requests(ada, 1);
    JsonObject today = usage(ada).body().getJsonObject("today");
    assertThat(today.getInteger("completion_tokens")).isEqualTo(10);
    assertThat(today.getInteger("estimated")).isEqualTo(1);
  }

  @Test
  void whatFailedBeforeItsFirstTextIsFree() {
    String ada = guest();
    String key = key(ada);
    for (int i = 0; i < 4; i++) {
      provider.next(Script.error(500, "broken", "Broken"));
      assertThat(Http.post(server.port(), COMPLETIONS, key, asking()).status()).isEqualTo(503);
    }
    provider.next(Script.answer("Hi"));
    assertThat(Http.post(server.port(), COMPLETIONS, key, asking()).status()).isEqualTo(200);
    requests(ada, 1);
  }

  @Test
  void accountsHaveOtherQuotasThanGuestsAndNamedOnesTheirOwn() {
    String frugal = account("frugal");
    refused(post(conversation(frugal), frugal, "Hello"));
    String user = account("user-" + UUID.randomUUID().toString().substring(0, 8));
    String path = conversation(user);
    for (int i = 0; i < 3; i++) {
      assertThat(post(path, user, "Hello").status()).isEqualTo(202);
    }
    assertThat(usage(user).body().getJsonArray("quotas")).isEmpty();
  }

  @Test
  void onlyAdministratorsSeeWhatOthersUse() {
    String root = account("root");
    provider.next(Script.answer("Hi"));
    assertThat(Http.post(server.port(), COMPLETIONS, key(root), asking()).status()).isEqualTo(200);
    requests(root, 1);

    String all = "/api/v1/admin/usage";
    for (String by : new String[] {"user", "model", "day"}) {
      Answer page = Http.get(server.port(), all + "?limit=1&by=" + by, root);
      assertThat(page.status()).as(page.text()).isEqualTo(200);
      assertThat(page.body().getJsonArray("lines")).hasSize(1);
    }
    assertThat(Http.get(server.port(), all, guest()).status()).isEqualTo(403);
    assertThat(Http.get(server.port(), all + "?by=planet", root).status()).isEqualTo(400);
    assertThat(Http.get(server.port(), all + "?cursor=x", root).status()).isEqualTo(400);
    assertThat(Http.get(server.port(), all + "?from=yesterday", root).status()).isEqualTo(400);

    JsonObject stats = Http.get(server.port(), "/api/v1/admin/stats", root).body();
    assertThat(stats.getString("currency")).isEqualTo("USD");
    assertThat(stats.getJsonArray("models").getJsonObject(0).getString("model"))
        .isEqualTo("scripted");
  }

  @Test
  void aRangeIsBounded() {
    String ada = guest();
    for (String query :
        new String[] {
          "?from=x", "?from=2026-02-30", "?from=2001-01-01&to=2026-01-01", "?to=2001-01-01"
        }) {
      Answer answer = Http.get(server.port(), "/api/v1/usage" + query, ada);
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.body().getString("code")).isEqualTo("INVALID_FIELD");
    }
    assertThat(Http.get(server.port(), "/api/v1/usage", null).status()).isEqualTo(401);
  }

  private static String guest() {
    return Http.guest(server.port(), "Ada").getString("access_token");
  }

  private static String account(String login) {
    JsonObject body = new JsonObject().put("login", login).put("password", "correct horse it is");
    return Http.post(server.port(), "/api/v1/auth/register", null, body)
        .body()
        .getString("access_token");
  }

  private static String key(String token) {
    return Http.post(
            server.port(), "/api/v1/api-keys", token, new JsonObject().put("name", "a program"))
        .body()
        .getString("key");
  }

  private static String conversation(String token) {
    Answer made = Http.post(server.port(), "/api/v1/conversations", token, new JsonObject());
    return "/api/v1/conversations/" + made.body().getLong("id") + "/messages";
  }

  private static JsonObject text(String content) {
    return new JsonObject().put("content", content);
  }

  private static Answer post(String path, String token, String content) {
    return Http.post(server.port(), path, token, text(content));
  }

  private static JsonObject asking() {
    JsonObject message = new JsonObject().put("role", "user").put("content", "Hi");
    return new JsonObject().put("messages", JsonArray.of(message));
  }

  private static Answer usage(String token) {
    return Http.get(server.port(), "/api/v1/usage", token);
  }

  /** Waits until so many are in the accounts. */
  private static void requests(String token, int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (usage(token).body().getJsonObject("today").getInteger("requests") < count) {
      assertThat(System.nanoTime()).as("the time to wait").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    assertThat(usage(token).body().getJsonObject("today").getInteger("requests")).isEqualTo(count);
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(429);
    assertThat(answer.body().getString("code")).isEqualTo("QUOTA_EXCEEDED");
    assertThat(answer.body().getString("detail")).contains("quota of");
    assertThat(answer.body().getLong("retry_after_ms")).isPositive();
  }
}
