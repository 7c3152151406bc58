package dev.parley.api;

import static dev.parley.api.Api.json;
import static dev.parley.api.Api.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.limits.Rate;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthRoutesTest {
  private static final String ADA =
      "{\"login\":\"Ada\",\"password\":\"correct horse\",\"name\":\"Ada Lovelace\"}";

  private Api api;

  @BeforeEach
  void start() throws Exception {
    api = Api.start();
  }

  @AfterEach
  void close() throws Exception {
    api.close();
  }

  @Test
  void registersAndTellsWhoIsThere() throws Exception {
    JsonObject granted = json(api.post("/api/v1/auth/register", ADA), 201);
    assertThat(granted.getString("token_type")).isEqualTo("Bearer");
    assertThat(granted.getInteger("expires_in")).isEqualTo(900);
    assertThat(granted.getString("refresh_token")).hasSize(43);
    JsonObject user = granted.getJsonObject("user");
    assertThat(user.getString("login")).isEqualTo("ada");
    assertThat(user.getString("name")).isEqualTo("Ada Lovelace");
    assertThat(user.getBoolean("guest")).isFalse();

    HttpResponse<String> me = me(granted.getString("access_token"));
    assertThat(json(me, 200)).isEqualTo(user);
    assertThat(me.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void logsInWithTheRightPasswordOnly() throws Exception {
    json(api.post("/api/v1/auth/register", ADA), 201);
    json(api.post("/api/v1/auth/login", ADA), 200);
    HttpResponse<String> wrong =
        api.post("/api/v1/auth/login", "{\"login\":\"ada\",\"password\":\"battery staple\"}");
    problem(wrong, 401, "INVALID_CREDENTIALS");
    problem(api.post("/api/v1/auth/register", ADA), 409, "CONFLICT");
  }

  @Test
  void refreshesAndEndsTheSessionOnReuse() throws Exception {
    JsonObject first = json(api.post("/api/v1/auth/guest", "{}"), 201);
    assertThat(first.getJsonObject("user").containsKey("login")).isFalse();
    JsonObject second = json(refresh(first), 200);
    json(me(second.getString("access_token")), 200);

    problem(refresh(first), 401, "INVALID_TOKEN");

    problem(me(second.getString("access_token")), 401, "INVALID_TOKEN");
    problem(refresh(second), 401, "INVALID_TOKEN");
  }

  @Test
  void logsOut() throws Exception {
    JsonObject guest = json(api.post("/api/v1/auth/guest", "{\"name\":\"Zoë\"}"), 201);
    HttpResponse<String> gone = logout(guest.getString("access_token"));
    assertThat(gone.statusCode()).isEqualTo(204);
    assertThat(gone.body()).isEmpty();
    problem(me(guest.getString("access_token")), 401, "INVALID_TOKEN");
    problem(logout(guest.getString("access_token")), 401, "INVALID_TOKEN");
    problem(refresh(guest), 401, "INVALID_TOKEN");
  }

  @Test
  void asksForAToken() throws Exception {
    HttpResponse<String> anonymous = api.get("/api/v1/auth/me");
    problem(anonymous, 401, "AUTH_REQUIRED");
    assertThat(anonymous.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    problem(api.get("/api/v1/auth/me", "Authorization", "Basic eDp5"), 401, "AUTH_REQUIRED");
    problem(api.get("/api/v1/auth/me", "Authorization", "Bearer "), 401, "AUTH_REQUIRED");
    problem(me("x.y.z"), 401, "INVALID_TOKEN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "\"text\"", "{} {}", "{\"a\":}"})
  void theBodyMustBeAnObject(String body) throws Exception {
    problem(api.post("/api/v1/auth/login", body), 400, "INVALID_FRAME");
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    String deep = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
    problem(api.post("/api/v1/auth/login", deep), 400, "INVALID_FRAME");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "login | {'login':5,'password':'correct horse'} | login must be a text",
        "login | {'login':'ada'} | password is required",
        "login | {'login':null,'password':'correct horse'} | login is required",
        "register | {'login':'ada','password':{'a':1}} | password must be a text",
        "register | {'login':'ada','password':'correct horse','name':[]} | name must be a text",
        "register | {'login':'a','password':'correct horse'} | login must be 3 to 32 letters a-z,"
            + " digits, dots, underscores or hyphens",
        "register | {'login':'ada','password':'short'} | password must be 8 to 256 characters",
        "guest | {'name':7} | name must be a text",
        "refresh | {} | refresh_token is required"
      })
  void fieldsAreNamedThatAreWrong(String path, String body, String detail) throws Exception {
    HttpResponse<String> refused = api.post("/api/v1/auth/" + path, body.replace('\'', '"'));
    assertThat(problem(refused, 400, "INVALID_FIELD").getString("detail")).isEqualTo(detail);
  }

  @Test
  void aHugeBodyIsRefusedWhetherItsLengthIsToldOrNot() throws Exception {
    String huge = "{\"login\":\"" + "x".repeat(70_000) + "\"}";
    problem(api.post("/api/v1/auth/login", huge), 413, "FRAME_TOO_LARGE");
    HttpResponse<String> chunked =
        api.send(
            "POST",
            "/api/v1/auth/login",
            BodyPublishers.fromPublisher(BodyPublishers.ofString(huge)),
            "Content-Type",
            "application/json");
    problem(chunked, 413, "FRAME_TOO_LARGE");
  }

  @Test
  void onlyJsonIsTaken() throws Exception {
    for (String type : new String[] {"text/plain", "application/jsonp", "multipart/form-data"}) {
      HttpResponse<String> refused =
          api.send(
              "POST", "/api/v1/auth/login", BodyPublishers.ofString(ADA), "Content-Type", type);
      problem(refused, 415, "UNSUPPORTED_MEDIA");
      assertThat(refused.headers().firstValue("Accept")).contains("application/json");
    }
    problem(
        api.send("POST", "/api/v1/auth/login", BodyPublishers.ofString(ADA)),
        415,
        "UNSUPPORTED_MEDIA");
    HttpResponse<String> withCharset =
        api.send(
            "POST",
            "/api/v1/auth/guest",
            BodyPublishers.ofString("{}"),
            "Content-Type",
            "Application/JSON; charset=utf-8");
    json(withCharset, 201);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,login,POST",
    "DELETE,register,POST",
    "PUT,logout,POST",
    "POST,me,GET",
    "GET,refresh,POST"
  })
  void otherMethodsAreRefusedAndTheRightOneIsNamed(String method, String path, String allowed)
      throws Exception {
    HttpResponse<String> refused =
        api.send(method, "/api/v1/auth/" + path, BodyPublishers.noBody());
    problem(refused, 405, "UNKNOWN_TYPE");
    assertThat(refused.headers().firstValue("Allow")).contains(allowed);
  }

  @Test
  void attemptsAreMeteredByAddress() throws Exception {
    try (Api metered = Api.start(Rate.perMinute(2))) {
      for (int i = 0; i < 2; i++) {
        json(metered.post("/api/v1/auth/guest", "{}"), 201);
      }
      HttpResponse<String> refused = metered.post("/api/v1/auth/guest", "{}");
      long retryAfterMs = problem(refused, 429, "RATE_LIMITED").getLong("retry_after_ms");
      assertThat(retryAfterMs).isBetween(1L, 30_001L);
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
          .isBetween(1L, 31L);
      problem(metered.post("/api/v1/auth/login", ADA), 401, "INVALID_CREDENTIALS");
    }
  }

  @Test
  void withoutAStoreTheAnswerIsClear() throws Exception {
    Api.await(api.store.stop());
    problem(api.post("/api/v1/auth/login", ADA), 503, "UNAVAILABLE");
  }

  private HttpResponse<String> me(String token) throws Exception {
    return api.get("/api/v1/auth/me", "Authorization", "Bearer " + token);
  }

  private HttpResponse<String> logout(String token) throws Exception {
    return api.send(
        "POST", "/api/v1/auth/logout", BodyPublishers.noBody(), "Authorization", "bearer " + token);
  }

  private HttpResponse<String> refresh(JsonObject granted) throws Exception {
    return api.post(
        "/api/v1/auth/refresh",
        new JsonObject().put("refresh_token", granted.getString("refresh_token")).encode());
  }
}
