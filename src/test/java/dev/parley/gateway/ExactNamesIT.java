package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.HttpLines;
import dev.parley.testing.Person;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactNamesIT {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Xength", "content-_ength", "Content-Zype"})
  void namesThatWouldBeReadAsOthersAreRefused(String name) {
    assertThat(HttpLines.exchange(server.port(), "GET /health/live HTTP/1.1", name + ": 1"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aSecondRequestCannotHideInTheFirst() {
    String hidden = "GET /health/live HTTP/1.1\r\nHost: parley\r\n\r\n";
    try (HttpLines connection = new HttpLines(server.port())) {
      connection.send(
          "POST /api/v1/auth/guest HTTP/1.1",
          "Host: parley",
          "Content-Xength: " + hidden.length(),
          "",
          hidden);
      assertThat(connection.everything()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"content-type: text/plain", "CONTENT-LENGTH: 0", "X-Content-Xength: 1", "hOsT: a"})
  void otherNamesAreRead(String header) {
    assertThat(HttpLines.exchange(server.port(), "GET /health/live HTTP/1.1", header))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void everyRequestOfAConnectionIsLookedAt() {
    try (HttpLines connection = new HttpLines(server.port())) {
      connection.send("GET /health/live HTTP/1.1", "Host: parley", "");
      connection.send("GET /health/live HTTP/1.1", "Host: parley", "Content-Xength: 5", "");
      assertThat(connection.everything()).contains("HTTP/1.1 200 ", "HTTP/1.1 400 ");
    }
  }

  @Test
  void socketsAreOpenedAsEver() {
    Vertx vertx = Vertx.vertx();
    try (ChatClient client = Person.guest(vertx, server.port(), "Exact Ada").connect()) {
      assertThat(client.received("auth_success")).hasSize(1);
    } finally {
      vertx.close().await();
    }
  }
}
