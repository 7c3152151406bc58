package dev.parley;

import static dev.parley.Speech.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Person;
import dev.parley.testing.RawSocket;
import dev.parley.testing.Stage;
import dev.parley.testing.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom the dialects let in, and for whom they take them. */
class DialectPeopleIT {
  @RegisterExtension
  static final Stage stage = Stage.with("PARLEY_LIMITS_FRAMES_PER_SECOND", "1000");

  @Test
  void speaksTheNativeDialectAnywhere() {
    String token = stage.guest("Ada").token();
    try (RawSocket socket = stage.raw("/ws/" + person(), "parley.v1")) {
      assertThat(socket.subprotocol()).isEqualTo("parley.v1");
      socket.send(new JsonObject().put("type", "auth").put("token", token));
      socket.next("type", "auth_success");
    }
  }

  @Test
  void knowsPeopleByTheirTokens() {
    Person ada = stage.guest("Ada");
    String token = ada.token();
    long id = ada.id();
    try (RawSocket commands = stage.raw("/ws/chat/auth?token=" + token);
        RawSocket sessions = stage.raw("/ws/" + id, "sessions.v1", "token." + token)) {
      commands.send(Speech.COMMANDS.text("hello"));
      assertThat(Speech.COMMANDS.answer(commands)).isEqualTo("Hello from the script");
      assertThat(sessions.next("role", "user").getString("content")).isEqualTo("hello");
    }
    try (RawSocket other = stage.raw("/ws/" + (id + 1) + "?token=" + token)) {
      assertThat(other.next("type", "error").getString("code")).isEqualTo("FORBIDDEN");
      assertThat(other.closed().code()).isEqualTo(4001);
    }
    for (String uri : List.of("/ws/chat/auth", "/ws/chat/auth?token=nonsense")) {
      try (RawSocket nobody = stage.raw(uri)) {
        nobody.next("type", "error");
        assertThat(nobody.closed().code()).isEqualTo(4001);
      }
    }
  }

  @Test
  void acceptsOnlyIdsThatCanBeOne() {
    try (RawSocket odd = stage.raw("/ws/J%C3%B6rg%20%2F%20%F0%9F%98%80?dialect=sessions")) {
      odd.send(Speech.SESSIONS.text("hello"));
      Speech.SESSIONS.answer(odd);
    }
    for (String bad : List.of("%00%01abcdefgh", "x".repeat(129))) {
      try (RawSocket socket = stage.raw("/ws/" + bad)) {
        assertThat(socket.next("type", "error").getString("code")).isEqualTo("INVALID_FIELD");
        assertThat(socket.closed().code()).isEqualTo(4001);
      }
    }
  }

  @Test
  void trustsShortIdsOnThisMachineOnly() {
    try (RawSocket here = stage.raw("/ws/bob");
        RawSocket there = RawSocket.throughProxy(stage.vertx(), stage.port(), "/ws/bob")) {
      assertThat(there.next("type", "error").getString("code")).isEqualTo("INVALID_FIELD");
      here.send(Speech.SESSIONS.text("hello"));
      Speech.SESSIONS.answer(here);
    }
    try (RawSocket local = stage.raw("/ws/chat");
        RawSocket there = RawSocket.throughProxy(stage.vertx(), stage.port(), "/ws/chat")) {
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
        try (RawSocket socket = RawSocket.connect(stage.vertx(), closed.port(), uri)) {
          JsonObject error = socket.next(frame -> frame.getMap().containsValue("error"), "error");
          assertThat(error.getString("code")).isEqualTo("AUTH_REQUIRED");
          assertThat(socket.closed())
              .isEqualTo(new ChatClient.Closed(4001, "Authentication required"));
        }
      }
    }
  }
}
