package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Pictures;
import dev.parley.testing.RawSocket;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole server, as clients of all dialects see it. */
class DialectsIT {
  private static Vertx vertx;
  private static ScriptedProvider provider;
  private static TestServer server;

  /** Where the native client writes. */
  private static long conversation;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    provider = new ScriptedProvider();
    server =
        TestServer.start(
            Map.of(
                "OPENAI_BASE_URL",
                provider.baseUrl().toString(),
                "PARLEY_LIMITS_FRAMES_PER_SECOND",
                "1000"));
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.close();
    vertx.close().await();
  }

  /** A dialect as its own clients use it. */
  enum Speech {
    PARLEY("type") {
      @Override
      RawSocket connect(TestServer to, String person) {
        RawSocket socket = RawSocket.connect(vertx, to.port(), "/api/v1/chat/ws");
        String token = Http.guest(to.port(), person).getString("access_token");
        socket.send(new JsonObject().put("type", "auth").put("token", token));
        socket.next("type", "auth_success");
        socket.send(frame("create_conversation", new JsonObject()).put("id", 1));
        conversation =
            socket
                .next("type", "ack")
                .getJsonObject("data")
                .getJsonObject("conversation")
                .getLong("id");
        return socket;
      }

      @Override
      JsonObject text(String content) {
        return frame(
            "send_message",
            new JsonObject().put("conversation_id", conversation).put("content", content));
      }

      @Override
      String answer(RawSocket socket) {
        return socket
            .next("type", "stream_complete")
            .getJsonObject("data")
            .getJsonObject("message")
            .getString("content");
      }

      @Override
      String error(RawSocket socket) {
        return socket.next("type", "error").getJsonObject("data").getString("code");
      }
    },
    SESSIONS("type") {
      @Override
      RawSocket connect(TestServer to, String person) {
        return RawSocket.connect(vertx, to.port(), "/ws/" + person);
      }

      @Override
      JsonObject text(String content) {
        return new JsonObject().put("type", "message").put("content", content);
      }

      @Override
      String answer(RawSocket socket) {
        JsonObject answer = socket.next("role", "assistant");
        assertThat(answer.getString("session_id")).isEqualTo("default");
        assertThat(streamed(socket, "stream", "content")).endsWith(answer.getString("content"));
        return answer.getString("content");
      }
    },
    ACTIONS("action") {
      @Override
      RawSocket connect(TestServer to, String person) {
        return RawSocket.connect(vertx, to.port(), "/ws/" + person);
      }

      @Override
      JsonObject text(String content) {
        return new JsonObject()
            .put("action", "send_message")
            .put("chat_id", "123")
            .put("content", content)
            .put("response_model", false);
      }

      @Override
      String answer(RawSocket socket) {
        JsonObject complete = socket.next("type", "generation_complete");
        assertThat(complete.getString("task_id")).isNotEmpty();
        return streamed(socket, "token", "token");
      }
    },
    EVENTS("event") {
      @Override
      RawSocket connect(TestServer to, String person) {
        return RawSocket.connect(vertx, to.port(), "/ws/chat?client_id=" + person);
      }

      @Override
      JsonObject text(String content) {
        return new JsonObject().put("event", "user_message").put("message", content);
      }

      @Override
      String answer(RawSocket socket) {
        return socket.next("event", "ai_response").getString("message");
      }

      @Override
      String error(RawSocket socket) {
        return socket.next("event", "error").getString("code");
      }
    },
    COMMANDS("message") {
      @Override
      RawSocket connect(TestServer to, String person) {
        return RawSocket.connect(vertx, to.port(), "/ws/chat?client_id=" + person);
      }

      @Override
      JsonObject text(String content) {
        return new JsonObject().put("message", content);
      }

      @Override
      String answer(RawSocket socket) {
        return socket.next("type", "message").getString("content");
      }
    };

    final String key;

    Speech(String key) {
      this.key = key;
    }

    abstract RawSocket connect(TestServer to, String person);

    abstract JsonObject text(String content);

    abstract String answer(RawSocket socket);

    String error(RawSocket socket) {
      return socket.next("type", "error").getString("code");
    }
  }

  private static JsonObject frame(String type, JsonObject data) {
    return new JsonObject().put("type", type).put("data", data);
  }

  private static String streamed(RawSocket socket, String type, String field) {
    return socket.received().stream()
        .filter(frame -> type.equals(frame.getString("type")))
        .map(frame -> frame.getString(field))
        .collect(Collectors.joining());
  }

  private static String person() {
    return "person-" + UUID.randomUUID();
  }

  private static RawSocket at(String uri) {
    return RawSocket.connect(vertx, server.port(), uri);
  }

  @ParameterizedTest
  @EnumSource
  void answers(Speech speech) {
    provider.next(Script.answer("One, ", "two, ", "three."));
    try (RawSocket socket = speech.connect(server, person())) {
      socket.send(speech.text("Count to three"));
      assertThat(speech.answer(socket)).isEqualTo("One, two, three.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void survivesBadInput(Speech speech) {
    try (RawSocket socket = speech.connect(server, person())) {
      socket.send(speech.text("This decides the dialect."));
      speech.answer(socket);
      for (String bad :
          List.of(
              "",
              "hello",
              "[]",
              "{}",
              "null",
              "\u0000",
              "[".repeat(10_000),
              ("{\"" + speech.key + "\":").repeat(5_000),
              "{\"" + speech.key + "\":7}",
              "{\"" + speech.key + "\":{}}")) {
        socket.sendText(bad);
        assertThat(speech.error(socket)).as(bad).isIn("INVALID_FRAME", "INVALID_FIELD");
      }
      socket.sendBinary(new byte[] {0, 1, 2, (byte) 0xff});
      assertThat(speech.error(socket)).isEqualTo("UNSUPPORTED_MEDIA");
      socket.sendText("x".repeat(1_000_000));
      // Where a frame may hold a picture, so much is no longer too large, but still no JSON.
      assertThat(speech.error(socket))
          .isEqualTo(speech == Speech.SESSIONS ? "INVALID_FRAME" : "FRAME_TOO_LARGE");
      socket.send(speech.text("x".repeat(40_000)));
      assertThat(speech.error(socket)).isEqualTo("MESSAGE_TOO_LONG");
      socket.send(speech.text("   "));
      assertThat(speech.error(socket)).isEqualTo("INVALID_FIELD");
      socket.send(speech.text("still there?"));
      assertThat(speech.answer(socket)).endsWith("Hello from the script");
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhenAnAnswerFails(Speech speech) {
    provider.next(Script.stream().text("half an ").breakOff());
    try (RawSocket socket = speech.connect(server, person())) {
      socket.send(speech.text("talk"));
      if (speech == Speech.PARLEY) {
        JsonObject end = socket.next("type", "stream_failed").getJsonObject("data");
        assertThat(end.getJsonObject("message").getString("content")).isEqualTo("half an ");
      } else {
        assertThat(speech.error(socket)).isEqualTo("PROVIDER_UNAVAILABLE");
        assertThat(speech.answer(socket)).isEqualTo("half an ");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatAQuotaIsUsedUp(Speech speech) {
    Map<String, String> one =
        Map.of(
            "OPENAI_BASE_URL",
            provider.baseUrl().toString(),
            "PARLEY_QUOTAS_GUEST_REQUESTS_PER_DAY",
            "1");
    try (TestServer frugal = TestServer.start(one);
        RawSocket socket = speech.connect(frugal, person())) {
      provider.next(Script.answer("Enjoy it."));
      socket.send(speech.text("the only one"));
      assertThat(speech.answer(socket)).isEqualTo("Enjoy it.");
      socket.send(speech.text("one too many"));
      assertThat(speech.error(socket)).isEqualTo("QUOTA_EXCEEDED");
      socket.send(speech.text("/help"));
      socket.next(frame -> frame.encode().contains("/summarize"), "help");
    }
  }

  /** These dialects do not say when they begin to listen; who gets an answer is in. */
  private static void awaitAdmission(RawSocket socket) {
    socket.sendText("{");
    socket.next(frame -> frame.encode().contains("INVALID_FRAME"), "error");
  }

  @Test
  void showsOtherDialectsWhatIsSaid() {
    String person = person();
    try (RawSocket sessions = at("/ws/" + person + "?dialect=sessions");
        RawSocket actions = at("/ws/" + person + "?dialect=actions");
        RawSocket events = at("/ws/chat?dialect=events&stream=true&client_id=" + person);
        RawSocket commands = at("/ws/chat?dialect=commands&client_id=" + person)) {
      List.of(sessions, actions, events, commands).forEach(DialectsIT::awaitAdmission);
      Gate middle = new Gate();
      provider.next(
          Script.stream().text("Good ").gate(middle).text("day.").finish("stop").done().end());
      sessions.send(Speech.SESSIONS.text("Hello").put("session_id", "work"));
      assertThat(sessions.next("role", "user").getString("session_id")).isEqualTo("work");
      JsonObject question = actions.next("type", "message");
      middle.open();
      sessions.next("role", "assistant");
      assertThat(question.getString("chat_id")).isEqualTo("work");
      assertThat(question.getJsonObject("message").getString("content")).isEqualTo("Hello");
      assertThat(question.getJsonObject("message").getBoolean("is_ai")).isFalse();
      actions.next("type", "generation_complete");
      assertThat(streamed(actions, "token", "token")).isEqualTo("Good day.");

      assertThat(events.next("partial", false).getString("message")).isEqualTo("Good day.");
      JsonArray log = log(events, 2);
      assertThat(log.getJsonObject(0).getString("content")).isEqualTo("Hello");
      assertThat(log.getJsonObject(1).getString("role")).isEqualTo("assistant");

      assertThat(commands.next("type", "system").getString("message")).endsWith("wrote: Hello");
      assertThat(commands.next("type", "message").getString("content")).isEqualTo("Good day.");

      provider.next(Script.answer("In one ", "piece."));
      actions.send(
          new JsonObject()
              .put("action", "send_message")
              .put("chat_id", "work")
              .put("content", "Again")
              .put("response_model", true));
      JsonObject whole =
          actions.next(
              frame ->
                  "message".equals(frame.getString("type"))
                      && frame.getJsonObject("message").getBoolean("is_ai"),
              "answer");
      assertThat(whole.getJsonObject("message").getString("content")).isEqualTo("In one piece.");
      actions.next("type", "generation_complete");
      assertThat(streamed(actions, "token", "token")).isEqualTo("Good day.");
      assertThat(sessions.next("role", "assistant").getString("session_id")).isEqualTo("work");
    }
  }

  @Test
  void tellsTheLogAnewWhenAMessageIsTakenOut() {
    String token = Http.guest(server.port(), "Ada").getString("access_token");
    try (RawSocket events = at("/ws/chat?dialect=events&token=" + token)) {
      events.send(Speech.EVENTS.text("A secret"));
      long secret = log(events, 2).getJsonObject(0).getLong("id");
      Http.send("DELETE", server.port(), "/api/v1/messages/" + secret, token, null);
      assertThat(log(events, 1).getJsonObject(0).getString("role")).isEqualTo("assistant");
    }
  }

  private static JsonArray log(RawSocket events, int length) {
    return events
        .next(
            frame ->
                "chat_history".equals(frame.getString("event"))
                    && frame.getJsonArray("messages").size() == length,
            "history of " + length)
        .getJsonArray("messages");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PARLEY")
  void saysThatNoAnswerComesFromADeletedConversation(Speech speech) {
    String person = person();
    provider.next(Script.stream().text("Half an ").gate(new Gate()));
    try (RawSocket socket = speech.connect(server, person);
        RawSocket witness = at("/ws/" + person + "?dialect=actions")) {
      awaitAdmission(witness);
      socket.send(speech.text("Talk"));
      witness.next("type", "token");
      Http.send("DELETE", server.port(), "/sessions/" + person, null, null);
      assertThat(speech.error(socket)).isEqualTo("NOT_FOUND");
      assertThat(witness.next("type", "generation_complete").getString("status"))
          .isEqualTo("stopped");
    }
  }

  /** These dialects do not say when they know who it is, so nobody can wait for that. */
  @Test
  void aPictureMayBeTheFirstFrame() {
    byte[] picture = Pictures.noise(1_000, 800, 7);
    assertThat(picture).hasSizeGreaterThan(2_000_000);
    String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(picture);
    try (RawSocket binary = at("/ws/" + person());
        RawSocket text = at("/ws/" + person())) {
      binary.sendBinary(picture);
      binary.send(Speech.SESSIONS.text("What is this?"));
      text.send(Speech.SESSIONS.text("What is this?").put("image", url));
      assertThat(binary.next("role", "user").getString("image")).isNotEmpty();
      assertThat(text.next("role", "user").getString("image")).isNotEmpty();
    }
  }

  @Test
  void showsNobodyElseWhatIsSaid() {
    try (RawSocket one = at("/ws/" + person());
        RawSocket other = at("/ws/" + person())) {
      other.send(Speech.SESSIONS.text("mine"));
      Speech.SESSIONS.answer(other);
      one.send(Speech.SESSIONS.text("and mine"));
      Speech.SESSIONS.answer(one);
      assertThat(one.received().toString()).doesNotContain("\"mine\"");
      assertThat(other.received().toString()).doesNotContain("and mine");
    }
  }

  @Test
  void keepsSessionsApartAndGivesThemBack() {
    String person = person();
    provider.next(Script.answer("A")).next(Script.answer("B"));
    String id;
    try (RawSocket socket = at("/ws/" + person)) {
      socket.send(Speech.SESSIONS.text("first").put("session_id", "a"));
      id = String.valueOf(socket.next("role", "assistant").getValue("message_id"));
      socket.send(
          new JsonObject().put("type", "feedback").put("message_id", id).put("feedback", "up"));
      JsonObject confirmed = socket.next("type", "feedback");
      assertThat(confirmed.getString("feedback")).isEqualTo("up");
      assertThat(String.valueOf(confirmed.getValue("message_id"))).isEqualTo(id);
    }
    try (RawSocket socket = at("/ws/" + person)) {
      socket.send(Speech.SESSIONS.text("second").put("session_id", "a"));
      socket.next("role", "assistant");
      while (provider.untaken() > 0) {
        JsonObject asked = provider.takeAsked().body();
        if (provider.untaken() == 0) {
          assertThat(asked.getJsonArray("messages").encode()).contains("first", "second");
        }
      }
    }
  }

  @Test
  void tellsFiguresToThoseWhoWantThem() {
    try (RawSocket socket = Speech.EVENTS.connect(server, person())) {
      socket.send(Speech.EVENTS.text("hello").put("chat_id", 77));
      socket.next("event", "ai_response");
      JsonObject status = socket.next("event", "backend_status");
      assertThat(status.getString("latency")).isEqualTo(status.getValue("latency_ms") + "ms");
      assertThat(status.fieldNames())
          .contains(
              "tokens_used", "tokens_per_second", "active_connections", "tool_activity", "model");
      socket.send(new JsonObject().put("event", "subscribe_status"));
      socket.next("event", "backend_status");
      socket.next("event", "backend_status");
    }
  }

  @Test
  void decidesByTheFirstFrameThatFits() {
    try (RawSocket socket = at("/ws/" + person())) {
      socket.send(new JsonObject().put("message", "hi"));
      assertThat(socket.next("type", "error").getString("session_id")).isEqualTo("default");
      socket.send(Speech.ACTIONS.text("hello"));
      Speech.ACTIONS.answer(socket);
      socket.send(Speech.SESSIONS.text("now this?"));
      assertThat(socket.next("type", "error").containsKey("session_id")).isFalse();
    }
    try (RawSocket socket = at("/ws/chat?client_id=" + person())) {
      socket.send(new JsonObject().put("what", "hi"));
      socket.next("type", "error");
      socket.send(Speech.EVENTS.text("hello"));
      Speech.EVENTS.answer(socket);
    }
    try (RawSocket socket = at("/ws/chat?dialect=parley")) {
      socket.send(Speech.COMMANDS.text("hello"));
      assertThat(socket.closed().code()).isEqualTo(4001);
    }
    assertThat(RawSocket.refused(vertx, server.port(), "/ws/chat?dialect=klingon")).isEqualTo(400);
  }

  @Test
  void speaksTheNativeDialectAnywhere() {
    String token = Http.guest(server.port(), "Ada").getString("access_token");
    try (RawSocket socket =
        RawSocket.connect(vertx, server.port(), "/ws/" + person(), "parley.v1")) {
      assertThat(socket.subprotocol()).isEqualTo("parley.v1");
      socket.send(new JsonObject().put("type", "auth").put("token", token));
      socket.next("type", "auth_success");
    }
  }

  @Test
  void knowsPeopleByTheirTokens() {
    JsonObject ada = Http.guest(server.port(), "Ada");
    String token = ada.getString("access_token");
    long id = ada.getJsonObject("user").getLong("id");
    try (RawSocket commands = at("/ws/chat/auth?token=" + token);
        RawSocket sessions =
            RawSocket.connect(vertx, server.port(), "/ws/" + id, "sessions.v1", "token." + token)) {
      commands.send(Speech.COMMANDS.text("hello"));
      assertThat(Speech.COMMANDS.answer(commands)).isEqualTo("Hello from the script");
      assertThat(sessions.next("role", "user").getString("content")).isEqualTo("hello");
    }
    try (RawSocket other = at("/ws/" + (id + 1) + "?token=" + token)) {
      assertThat(other.next("type", "error").getString("code")).isEqualTo("FORBIDDEN");
      assertThat(other.closed().code()).isEqualTo(4001);
    }
    for (String uri : List.of("/ws/chat/auth", "/ws/chat/auth?token=nonsense")) {
      try (RawSocket nobody = at(uri)) {
        nobody.next("type", "error");
        assertThat(nobody.closed().code()).isEqualTo(4001);
      }
    }
  }

  @Test
  void acceptsOnlyIdsThatCanBeOne() {
    try (RawSocket odd = at("/ws/J%C3%B6rg%20%2F%20%F0%9F%98%80?dialect=sessions")) {
      odd.send(Speech.SESSIONS.text("hello"));
      Speech.SESSIONS.answer(odd);
    }
    for (String bad : List.of("%00%01abcdefgh", "x".repeat(129))) {
      try (RawSocket socket = at("/ws/" + bad)) {
        assertThat(socket.next("type", "error").getString("code")).isEqualTo("INVALID_FIELD");
        assertThat(socket.closed().code()).isEqualTo(4001);
      }
    }
  }

  @Test
  void trustsShortIdsOnThisMachineOnly() {
    try (RawSocket here = at("/ws/bob");
        RawSocket there = RawSocket.throughProxy(vertx, server.port(), "/ws/bob")) {
      assertThat(there.next("type", "error").getString("code")).isEqualTo("INVALID_FIELD");
      here.send(Speech.SESSIONS.text("hello"));
      Speech.SESSIONS.answer(here);
    }
    try (RawSocket local = at("/ws/chat");
        RawSocket there = RawSocket.throughProxy(vertx, server.port(), "/ws/chat")) {
      assertThat(local.headers().contains("Set-Cookie")).isFalse();
      assertThat(there.headers().get("Set-Cookie")).startsWith("parley_client=");
      there.send(Speech.COMMANDS.text("hello"));
      assertThat(Speech.COMMANDS.answer(there)).isEqualTo("Hello from the script");
    }
  }

  @Test
  void turnsGuestsAwayWhereThereAreNone() {
    try (TestServer closed = TestServer.start(Map.of("PARLEY_AUTH_GUESTS", "false"))) {
      for (String uri : List.of("/ws/" + person(), "/ws/chat", "/ws/chat?dialect=events")) {
        try (RawSocket socket = RawSocket.connect(vertx, closed.port(), uri)) {
          JsonObject error = socket.next(frame -> frame.getMap().containsValue("error"), "error");
          assertThat(error.getString("code")).isEqualTo("AUTH_REQUIRED");
          assertThat(socket.closed())
              .isEqualTo(new ChatClient.Closed(4001, "Authentication required"));
        }
      }
    }
  }
}
