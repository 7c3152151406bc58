package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Usage and quotas at the doors of the whole server. */
class QuotasIT {
  private static final String COMPLETIONS = "/v1/chat/completions";

  @RegisterExtension
  static final Stage stage =
      Stage.with(
          "AI_MODEL", "scripted",
          "PARLEY_AI_RETRIES", "0",
          "PARLEY_AUTH_ADMINS", "root",
          "PARLEY_AI_PRICES", "{\"openai/scr*\": {\"input\": 2, \"output\": 4.5}}",
          "PARLEY_QUOTAS_GUEST_REQUESTS_PER_DAY", "2",
          "PARLEY_QUOTAS_GUEST_TOKENS_PER_DAY", "1000000",
          "PARLEY_QUOTAS_USERS", "{\"frugal\": {\"cost_per_month\": 0}}");

  private final ScriptedProvider provider = stage.provider();

  @Test
  void aQuestionIsCountedAndThenRefused() {
    Person ada = stage.guest("Ada");
    String path = conversation(ada);
    for (int i = 1; i <= 2; i++) {
      provider.next(Script.answer("Hi"));
      assertThat(post(path, ada, "Hello").status()).isEqualTo(202);
      requests(ada, i);
    }
    refused(post(path, ada, "Hello"));
    Answer note = ada.post(path, text("x").put("message_type", "note"));
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
    Person ada = stage.guest("Ada");
    String key = ada.newKey();
    for (int i = 1; i <= 2; i++) {
      provider.next(Script.answer("Hi"));
      assertThat(Http.post(stage.port(), COMPLETIONS, key, asking()).status()).isEqualTo(200);
      requests(ada, i);
    }
    for (boolean stream : new boolean[] {false, true}) {
      Answer answer = Http.post(stage.port(), COMPLETIONS, key, asking().put("stream", stream));
      assertThat(answer.status()).as(answer.text()).isEqualTo(429);
      JsonObject error = answer.body().getJsonObject("error");
      assertThat(error.getString("type")).isEqualTo("insufficient_quota");
      assertThat(error.getString("code")).isEqualTo("insufficient_quota");
    }
  }

  @Test
  void slashCommandsThatAskTheModelCountAndAreRefused() {
    Person ada = stage.guest("Ada");
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
      assertThat(Http.post(stage.port(), path, null, ask).status()).isEqualTo(200);
    }
    refused(Http.post(stage.port(), path, null, ask));
  }

  @Test
  void whatTheProviderDoesNotCountIsEstimated() {
    Person ada = stage.guest("Ada");
    provider.next(Script.stream().text("x".repeat(40)).finish("stop").done().end());
    Http.post(stage.port(), COMPLETIONS, ada.newKey(), asking());

    requests(ada, 1);
    JsonObject today = usage(ada).body().getJsonObject("today");
    assertThat(today.getInteger("completion_tokens")).isEqualTo(10);
    assertThat(today.getInteger("estimated")).isEqualTo(1);
  }

  @Test
  void whatFailedBeforeItsFirstTextIsFree() {
    Person ada = stage.guest("Ada");
    String key = ada.newKey();
    for (int i = 0; i < 4; i++) {
      provider.next(Script.error(500, "broken", "Broken"));
      assertThat(Http.post(stage.port(), COMPLETIONS, key, asking()).status()).isEqualTo(503);
    }
    provider.next(Script.answer("Hi"));
    assertThat(Http.post(stage.port(), COMPLETIONS, key, asking()).status()).isEqualTo(200);
    requests(ada, 1);
  }

  @Test
  void accountsHaveOtherQuotasThanGuestsAndNamedOnesTheirOwn() {
    Person frugal = stage.account("frugal");
    refused(post(conversation(frugal), frugal, "Hello"));
    Person user = stage.account("user-" + UUID.randomUUID().toString().substring(0, 8));
    String path = conversation(user);
    for (int i = 0; i < 3; i++) {
      assertThat(post(path, user, "Hello").status()).isEqualTo(202);
    }
    // Or these would get what the next test has the provider say.
    requests(user, 3);
    assertThat(usage(user).body().getJsonArray("quotas")).isEmpty();
  }

  @Test
  void onlyAdministratorsSeeWhatOthersUse() {
    Person root = stage.account("root");
    provider.next(Script.answer("Hi"));
    assertThat(Http.post(stage.port(), COMPLETIONS, root.newKey(), asking()).status())
        .isEqualTo(200);
    requests(root, 1);

    String all = "/api/v1/admin/usage";
    for (String by : new String[] {"user", "model", "day"}) {
      Answer page = root.get(all + "?limit=1&by=" + by);
      assertThat(page.status()).as(page.text()).isEqualTo(200);
      assertThat(page.body().getJsonArray("lines")).hasSize(1);
    }
    assertThat(stage.guest("Ada").get(all).status()).isEqualTo(403);
    assertThat(root.get(all + "?by=planet").status()).isEqualTo(400);
    assertThat(root.get(all + "?cursor=x").status()).isEqualTo(400);
    assertThat(root.get(all + "?from=yesterday").status()).isEqualTo(400);

    JsonObject stats = root.get("/api/v1/admin/stats").body();
    assertThat(stats.getString("currency")).isEqualTo("USD");
    assertThat(stats.getJsonArray("models").getJsonObject(0).getString("model"))
        .isEqualTo("scripted");
  }

  @Test
  void aRangeIsBounded() {
    Person ada = stage.guest("Ada");
    for (String query :
        new String[] {
          "?from=x", "?from=2026-02-30", "?from=2001-01-01&to=2026-01-01", "?to=2001-01-01"
        }) {
      Answer answer = ada.get("/api/v1/usage" + query);
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.body().getString("code")).isEqualTo("INVALID_FIELD");
    }
    assertThat(Http.get(stage.port(), "/api/v1/usage", null).status()).isEqualTo(401);
  }

  private static String conversation(Person person) {
    return "/api/v1/conversations/" + person.newConversation() + "/messages";
  }

  private static JsonObject text(String content) {
    return new JsonObject().put("content", content);
  }

  private static Answer post(String path, Person person, String content) {
    return person.post(path, text(content));
  }

  private static JsonObject asking() {
    JsonObject message = new JsonObject().put("role", "user").put("content", "Hi");
    return new JsonObject().put("messages", JsonArray.of(message));
  }

  private static Answer usage(Person person) {
    return person.get("/api/v1/usage");
  }

  /** Waits until so many are in the accounts. */
  private static void requests(Person person, int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (usage(person).body().getJsonObject("today").getInteger("requests") < count) {
      assertThat(System.nanoTime()).as("the time to wait").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    assertThat(usage(person).body().getJsonObject("today").getInteger("requests")).isEqualTo(count);
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(429);
    assertThat(answer.body().getString("code")).isEqualTo("QUOTA_EXCEEDED");
    assertThat(answer.body().getString("detail")).contains("quota of");
    assertThat(answer.body().getLong("retry_after_ms")).isPositive();
  }
}
