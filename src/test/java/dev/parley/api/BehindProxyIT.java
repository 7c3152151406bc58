package dev.parley.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Http;
import dev.parley.testing.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BehindProxyIT {
  private static TestServer server(boolean behindProxy) {
    return TestServer.start(
        Map.of(
            "PARLEY_LIMITS_LOGINS_PER_MINUTE",
            "1",
            "PARLEY_HTTP_BEHIND_PROXY",
            String.valueOf(behindProxy)));
  }

  private static int guest(TestServer server, String from) {
    JsonObject body = new JsonObject().put("name", "Forwarded Ada");
    return Http.send(
            "POST", server.port(), "/api/v1/auth/guest", null, body, "X-Forwarded-For", from)
        .status();
  }

  @Test
  void everybodyBehindAProxyIsMeteredAlone() {
    try (TestServer server = server(true)) {
      assertThat(guest(server, "192.0.2.1")).isEqualTo(201);
      assertThat(guest(server, "192.0.2.1")).isEqualTo(429);
      assertThat(guest(server, "192.0.2.2")).isEqualTo(201);
    }
  }

  @Test
  void nobodyIsBelievedWithoutAProxy() {
    try (TestServer server = server(false)) {
      assertThat(guest(server, "192.0.2.1")).isEqualTo(201);
      assertThat(guest(server, "192.0.2.2")).isEqualTo(429);
    }
  }
}
