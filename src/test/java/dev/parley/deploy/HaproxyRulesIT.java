package dev.parley.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Haproxy;
import dev.parley.testing.HttpLines;
import dev.parley.testing.RawSocket;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped file does with requests and with nodes that come and go. */
class HaproxyRulesIT {
  private static final String GET = "GET /any HTTP/1.1";

  private final Vertx vertx = Vertx.vertx();
  private final StandIn one = new StandIn();
  private final StandIn two = new StandIn();

  @AfterEach
  void stop() {
    one.close();
    two.close();
    vertx.close().await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Xength", "content-x", "Content-Lengthy", "CONTENT-"})
  void whatLooksLikeAnotherHeaderIsRefused(String name) {
    try (Haproxy haproxy = new Haproxy(one.port())) {
      assertThat(HttpLines.exchange(haproxy.port(), GET, "X-First: 1", name + ": 5", "X-Last: 1"))
          .startsWith("HTTP/1.1 400 ");
      assertThat(HttpLines.exchange(haproxy.port(), GET, "Content-Length: 0", "X-Content-X: 5"))
          .startsWith("HTTP/1.1 200 ");
      assertThat(one.requests()).isEqualTo(1);
    }
  }

  @Test
  void requestsHaveBounds() {
    try (Haproxy haproxy = new Haproxy(Map.of("LB_REQUEST_TIMEOUT", "2s"), one.port())) {
      int port = haproxy.port();
      assertThat(HttpLines.exchange(port, GET, "X-Long: " + "a".repeat(15_900)))
          .startsWith("HTTP/1.1 400 ");
      assertThat(HttpLines.exchange(port, GET, "No header")).startsWith("HTTP/1.1 400 ");
      assertThat(HttpLines.exchange(port, "POST /any HTTP/1.1", "Content-Length: 67108865"))
          .startsWith("HTTP/1.1 413 ");
      try (HttpLines slow = new HttpLines(port)) {
        slow.send(GET, "Host: parley");
        assertThat(slow.everything()).startsWith("HTTP/1.1 408 ");
      }
      assertThat(one.requests()).isZero();
    }
  }

  @Test
  void onlyTheBalancerSaysWhereARequestIsFrom() {
    try (Haproxy haproxy = new Haproxy(one.port())) {
      String seen =
          HttpLines.exchange(
              haproxy.port(),
              GET,
              "X-Forwarded-For: 192.0.2.7",
              "X-Forwarded-Proto: https",
              "X-Forwarded-Host: elsewhere",
              "Forwarded: for=192.0.2.7",
              "X-Real-IP: 192.0.2.7");
      assertThat(seen)
          .containsIgnoringCase("X-Forwarded-For=127.0.0.1")
          .containsIgnoringCase("X-Forwarded-Proto=http")
          .doesNotContain("192.0.2.7", "https", "elsewhere");
    }
  }

  @Test
  void logsHoldNoQuery() {
    try (Haproxy haproxy = new Haproxy(one.port())) {
      HttpLines.exchange(haproxy.port(), "GET /any?token=secret HTTP/1.1");
      haproxy.awaitOutput(line -> line.contains("/any"));
      assertThat(haproxy.output()).noneMatch(line -> line.contains("secret"));
    }
  }

  @Test
  void aNodeThatIsNotReadyKeepsItsSocketsAndGetsNoMore() {
    try (Haproxy haproxy = new Haproxy(one.port(), two.port())) {
      RawSocket first = RawSocket.connect(vertx, haproxy.port(), "/ws");
      RawSocket second = RawSocket.connect(vertx, haproxy.port(), "/ws");
      assertThat(haproxy.connections(1)).isOne();
      assertThat(haproxy.connections(2)).isOne();

      one.ready(false);
      haproxy.await(1, false);
      RawSocket third = RawSocket.connect(vertx, haproxy.port(), "/ws");
      RawSocket fourth = RawSocket.connect(vertx, haproxy.port(), "/ws");

      assertThat(haproxy.connections(1)).isOne();
      assertThat(haproxy.connections(2)).isEqualTo(3);
      for (RawSocket socket : new RawSocket[] {first, second, third, fourth}) {
        socket.send(new JsonObject().put("type", "echo"));
        socket.next("type", "echo");
      }

      one.ready(true);
      haproxy.await(1, true);
      RawSocket.connect(vertx, haproxy.port(), "/ws");
      assertThat(haproxy.connections(1)).isEqualTo(2);
    }
  }

  @Test
  void idleSocketsOutliveTheTimesOfRequests() {
    Map<String, String> hurried = Map.of("LB_CLIENT_TIMEOUT", "2s", "LB_SERVER_TIMEOUT", "2s");
    try (Haproxy haproxy = new Haproxy(hurried, one.port())) {
      RawSocket idle = RawSocket.connect(vertx, haproxy.port(), "/ws");
      // Its time begins after that of the socket, so what is over for it would be for the socket.
      try (HttpLines silent = new HttpLines(haproxy.port())) {
        silent.send("POST /silent HTTP/1.1", "Host: parley", "Content-Length: 5", "");
        assertThat(silent.everything()).containsAnyOf("HTTP/1.1 408 ", "HTTP/1.1 504 ");
      }

      idle.send(new JsonObject().put("type", "echo"));
      idle.next("type", "echo");
    }
  }

  @Test
  void socketsThatNobodyPingsEnd() {
    try (Haproxy haproxy = new Haproxy(Map.of("LB_TUNNEL_TIMEOUT", "300ms"), one.port())) {
      assertThat(RawSocket.connect(vertx, haproxy.port(), "/ws").closed()).isNotNull();
    }
  }

  @Test
  void onlyWhatDoesNoHarmIsSentAgain() {
    try (Haproxy haproxy = new Haproxy(one.port(), two.port())) {
      HttpLines.exchange(haproxy.port(), "POST /dies HTTP/1.1", "Content-Length: 0");
      assertThat(one.requests() + two.requests()).isEqualTo(1);

      HttpLines.exchange(haproxy.port(), "GET /dies HTTP/1.1");
      assertThat(one.requests() + two.requests()).isGreaterThan(2);
    }
  }
}
