package dev.parley.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys that are taken away while they are used. */
class KeysIT {
  @RegisterExtension
  static final Stage stage = Stage.with("AI_MODEL", "scripted", "PARLEY_AUTH_ADMINS", "root");

  private static JsonObject enter(String way, String login) {
    JsonObject account =
        new JsonObject().put("login", login).put("password", "correct horse battery");
    return Http.post(stage.port(), "/api/v1/auth/" + way, null, account).body();
  }

  private static int models(String key) {
    return Http.get(stage.port(), "/v1/models", key).status();
  }

  private static Answer ask(String key) {
    JsonObject message = new JsonObject().put("role", "user").put("content", "Hi");
    JsonObject body = new JsonObject().put("messages", JsonArray.of(message));
    return Http.post(stage.port(), "/v1/chat/completions", key, body);
  }

  @Test
  void theKeysOfSomebodyWhoIsShutOutAreUselessForGood() {
    String root = enter("register", "root").getString("access_token");
    JsonObject mallory = enter("register", "mallory");
    String key = Keys.make(stage.port(), mallory.getString("access_token"));
    assertThat(models(key)).isEqualTo(200);

    String path = "/api/v1/admin/users/" + mallory.getJsonObject("user").getLong("id");
    disable(path, root, true);
    assertThat(models(key)).isEqualTo(401);
    Answer refused = ask(key);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body().getJsonObject("error").getString("code"))
        .isEqualTo("invalid_api_key");

    disable(path, root, false);
    assertThat(models(key)).isEqualTo(401);
    String another = Keys.make(stage.port(), enter("login", "mallory").getString("access_token"));
    assertThat(models(another)).isEqualTo(200);
  }

  private static void disable(String path, String root, boolean disabled) {
    JsonObject body = new JsonObject().put("disabled", disabled);
    assertThat(Http.send("PATCH", stage.port(), path, root, body).status()).isEqualTo(200);
  }

  @Test
  void aKeyThatIsRevokedInMidUseOpensNothingMore() throws Exception {
    String token = stage.guest("Ada").token();
    JsonObject made = Keys.make(stage.port(), token, "for now");
    String key = made.getString("key");
    Gate gate = new Gate();
    stage
        .provider()
        .next(Script.stream().text("It goes ").gate(gate).text("on").finish("stop").done().end());
    CompletableFuture<Answer> running = CompletableFuture.supplyAsync(() -> ask(key));
    Await.result(gate.reached());

    assertThat(Keys.revoke(stage.port(), token, made.getLong("id")).status()).isEqualTo(204);
    assertThat(models(key)).isEqualTo(401);
    assertThat(ask(key).status()).isEqualTo(401);

    gate.open();
    Answer answer = running.get(20, TimeUnit.SECONDS);
    assertThat(answer.status()).as("what ran already").isEqualTo(200);
    assertThat(answer.text()).contains("It goes on");
  }
}
