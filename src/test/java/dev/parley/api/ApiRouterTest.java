package dev.parley.api;

import static dev.parley.api.Api.json;
import static dev.parley.api.Api.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.limits.Rate;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ApiRouterTest {
  @Test
  void liveAndReadyWhileTheStoreAnswers() throws Exception {
    try (Api api = Api.start()) {
      assertThat(json(api.get("/health/live"), 200).getString("status")).isEqualTo("up");
      assertThat(json(api.get("/health/ready"), 200).getJsonObject("checks").getString("store"))
          .isEqualTo("up");
    }
  }

  @Test
  void liveButNotReadyWithoutAStore() throws Exception {
    try (Api api = Api.start()) {
      Api.await(api.store.stop());
      json(api.get("/health/live"), 200);
      assertThat(json(api.get("/health/ready"), 503).getString("status")).isEqualTo("down");
    }
  }

  @Test
  void neitherReadyBeforeItServesNorWhileItDrains() throws Exception {
    try (Api api = Api.start()) {
      for (var state : List.of(Readiness.State.STARTING, Readiness.State.DRAINING)) {
        api.readiness.enter(state);
        JsonObject health = json(api.get("/health/ready"), 503);
        assertThat(health.getString("status")).isEqualTo("down");
        assertThat(health.getJsonObject("checks").getString("process"))
            .isEqualTo(state.name().toLowerCase(Locale.ROOT));
        json(api.get("/health/live"), 200);
      }
    }
  }

  @Test
  void describesTheFrames() throws Exception {
    try (Api api = Api.start()) {
      assertThat(json(api.get("/asyncapi.json"), 200).getString("asyncapi")).isEqualTo("3.0.0");
      HttpResponse<String> yaml = api.get("/asyncapi.yaml");
      assertThat(yaml.headers().firstValue("Content-Type")).contains("application/yaml");
      assertThat(yaml.body()).startsWith("asyncapi:");
      problem(api.post("/asyncapi.yaml", "{}"), 405, "UNKNOWN_TYPE");
    }
  }

  @Test
  void unknownPathsAreProblems() throws Exception {
    try (Api api = Api.start()) {
      problem(api.get("/no/such/thing"), 404, "NOT_FOUND");
      problem(api.get("/api/v1/auth/"), 404, "NOT_FOUND");
    }
  }

  @Test
  void aBugShowsNothingButAnIdThatIsInTheLog() throws Exception {
    try (Api api = Api.start()) {
      HttpResponse<String> broken = api.get("/broken");
      problem(broken, 500, "INTERNAL");
      assertThat(broken.body()).doesNotContain("secret detail", "IllegalState", "dev.parley");
    }
  }

  @Test
  void everyAnswerHasTheSecurityHeaders() throws Exception {
    try (Api api = Api.start()) {
      for (String path : new String[] {"/health/live", "/no/such/thing", "/broken"}) {
        HttpResponse<String> answer = api.get(path);
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
            .contains("default-src 'self'", "frame-ancestors 'none'")
            .doesNotContain("unsafe");
      }
    }
  }

  @Test
  void pagesOfTheNamedOriginsMayReadAnswers() throws Exception {
    try (Api api = Api.start(Rate.perMinute(10), "https://chat.example.org")) {
      HttpResponse<String> preflight =
          api.send(
              "OPTIONS",
              "/api/v1/auth/login",
              BodyPublishers.noBody(),
              "Origin",
              "https://chat.example.org",
              "Access-Control-Request-Method",
              "POST");
      assertThat(preflight.statusCode()).isEqualTo(204);
      assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
          .contains("https://chat.example.org");
      assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
          .contains("Authorization");

      HttpResponse<String> foreign = api.get("/health/live", "Origin", "https://evil.example.org");
      assertThat(foreign.statusCode()).isEqualTo(200);
      assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      assertThat(foreign.headers().firstValue("Vary")).contains("Origin");
    }
  }
}
