package dev.parley.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Keys of a test. */
final class Keys {
  static final String PATH = "/api/v1/api-keys";

  private Keys() {}

  /** A new key of somebody; without scopes it has all. */
  static JsonObject make(int port, String token, String name, String... scopes) {
    JsonObject body = new JsonObject().put("name", name);
    if (scopes.length > 0) {
      body.put("scopes", JsonArray.of((Object[]) scopes));
    }
    Answer made = Http.post(port, PATH, token, body);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.body();
  }

  static String make(int port, String token) {
    return make(port, token, "a program").getString("key");
  }

  static Answer revoke(int port, String token, long id) {
    return Http.send("DELETE", port, PATH + "/" + id, token, null);
  }
}
