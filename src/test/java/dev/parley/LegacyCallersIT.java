package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.BareSocket;
import dev.parley.testing.Http;
import dev.parley.testing.PlainHttp;
import dev.parley.testing.PlainHttp.Answer;
import dev.parley.testing.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** For whom a server takes those who call the old endpoints, and whom it does not let in. */
class LegacyCallersIT {
  private static final String HOST = "Host: localhost";
  private static final String PROXY = "X-Forwarded-For: 192.0.2.1";

  private static TestServer server;

  private final String ada = "ada-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of("PARLEY_HTTP_ALLOWED_ORIGINS", "https://chat.example.org"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void guestsAreToldWhereThereAreNone() {
    try (TestServer closed = TestServer.start(Map.of("PARLEY_AUTH_GUESTS", "false"))) {
      int port = closed.port();
      String key = "/api/chats/1-" + "0".repeat(32);
      for (String path :
          List.of("/sessions/" + ada, "/api/users/" + ada + "/chats", key, "/chats", "/stats")) {
        problem(PlainHttp.get(port, path, HOST), 401, "AUTH_REQUIRED");
      }
      JsonObject ask = new JsonObject().put("message", "Hello");
      Answer refused = PlainHttp.post(port, "/generate?client_id=" + ada, ask, HOST);
      problem(refused, 401, "AUTH_REQUIRED");
      assertThat(refused.json().getString("detail")).contains("Guests are not allowed");
      problem(PlainHttp.post(port, "/api/chats", new JsonObject(), HOST), 401, "AUTH_REQUIRED");

      JsonObject account =
          new JsonObject()
              .put("login", "u" + System.nanoTime())
              .put("password", "correct horse battery");
      String token =
          Http.post(port, "/api/v1/auth/register", null, account).body().getString("access_token");
      String bearer = "Authorization: Bearer " + token;
      assertThat(PlainHttp.get(port, "/chats", HOST, bearer).status()).isEqualTo(200);
      problem(PlainHttp.get(port, "/sessions/" + ada, HOST, bearer), 403, "FORBIDDEN");
    }
  }

  @Test
  void aCookieStandsForWhoComesFromElsewhere() {
    Answer first = make("over there", HOST, PROXY);
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.header("Set-Cookie"))
        .startsWith("parley_client=")
        .contains("HTTPOnly", "SameSite=Lax");
    String cookie = "Cookie: " + first.header("Set-Cookie").split(";", 2)[0];

    assertThat(titles(PlainHttp.get(server.port(), "/chats", HOST, PROXY, cookie)))
        .containsExactly("over there");
    Answer stranger = PlainHttp.get(server.port(), "/chats", HOST, PROXY);
    assertThat(titles(stranger)).isEmpty();
    assertThat(stranger.header("Set-Cookie")).isNotEqualTo(first.header("Set-Cookie"));
    // Here too the cookie says who it is; without one it is whoever uses this machine.
    assertThat(titles(PlainHttp.get(server.port(), "/chats", HOST, cookie)))
        .containsExactly("over there");
    Answer local = PlainHttp.get(server.port(), "/chats", HOST);
    assertThat(local.header("Set-Cookie")).isNull();
    assertThat(titles(local)).doesNotContain("over there");
  }

  @Test
  void nobodyComesFromThisMachineByAHeader() {
    String guessed = "/sessions/bob";
    assertThat(PlainHttp.get(server.port(), guessed, HOST).status()).isEqualTo(200);
    for (String header : List.of(PROXY, "X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1")) {
      Answer refused = PlainHttp.get(server.port(), guessed, HOST, header);
      problem(refused, 400, "INVALID_FIELD");
      assertThat(refused.json().getString("detail")).contains("at least 8 characters");
      assertThat(PlainHttp.get(server.port(), "/sessions/" + ada, HOST, header).status())
          .isEqualTo(200);
    }
  }

  @Test
  void newGuestsAreLimitedByTheConnectionAndNotByAHeader() {
    try (TestServer strict = TestServer.start(Map.of("PARLEY_LIMITS_LOGINS_PER_MINUTE", "5"))) {
      List<Integer> statuses =
          IntStream.range(0, 30)
              .mapToObj(
                  i ->
                      PlainHttp.get(
                              strict.port(),
                              "/sessions/" + ada + i,
                              HOST,
                              "X-Forwarded-For: 192.0.2." + i)
                          .status())
              .toList();
      assertThat(statuses.getFirst()).isEqualTo(200);
      assertThat(statuses.getLast()).isEqualTo(429);
    }
  }

  @Test
  void aStrangeNameOfThisMachineGivesNoPrivilege() {
    make("private", HOST);
    for (String path : List.of("/chats", "/sessions/local", "/sessions/bob", "/stats")) {
      for (String host : List.of("Host: evil.example", "Host: evil.example:8080", "Host: ")) {
        Answer refused = PlainHttp.get(server.port(), path, host);
        problem(refused, 403, "FORBIDDEN");
        assertThat(refused.body()).doesNotContain("private");
      }
    }
    JsonObject ask = new JsonObject().put("message", "Hello");
    problem(
        PlainHttp.post(server.port(), "/generate", ask, "Host: evil.example"), 403, "FORBIDDEN");

    String unguessable = "/sessions/" + ada;
    assertThat(PlainHttp.get(server.port(), unguessable, "Host: evil.example").status())
        .isEqualTo(200);
    for (String host : List.of("127.0.0.1", "[::1]:8080", "localhost:1", "chat.example.org:444")) {
      assertThat(titles(PlainHttp.get(server.port(), "/chats", "Host: " + host)))
          .contains("private");
    }
  }

  @Test
  void aStrangeNameOpensNoSocketEither() {
    for (String uri : List.of("/ws/chat?dialect=events", "/ws/bob?dialect=sessions")) {
      try (BareSocket socket = BareSocket.connect(server.port(), uri, "evil.example")) {
        JsonObject error = new JsonObject(socket.read(BareSocket.TEXT).text());
        assertThat(error.getString("code")).isEqualTo("FORBIDDEN");
        assertThat(socket.read(BareSocket.CLOSE).code()).isEqualTo(4001);
      }
    }
  }

  private static Answer make(String title, String... headers) {
    return PlainHttp.post(server.port(), "/chat", new JsonObject().put("title", title), headers);
  }

  private static List<String> titles(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonArray chats = answer.json().getJsonArray("chats");
    return IntStream.range(0, chats.size())
        .mapToObj(i -> chats.getJsonObject(i).getString("title"))
        .toList();
  }

  private static void problem(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().getString("code")).isEqualTo(code);
  }
}
