package dev.parley;

import static dev.parley.Speech.person;
import static dev.parley.Speech.streamed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Person;
import dev.parley.testing.Pictures;
import dev.parley.testing.RawSocket;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several clients of one server, each with a dialect of its own. */
class DialectsTogetherIT {
  @RegisterExtension
  static final Stage stage = Stage.with("PARLEY_LIMITS_FRAMES_PER_SECOND", "1000");

  /** These dialects do not say when they begin to listen; who gets an answer is in. */
  private static void awaitAdmission(RawSocket socket) {
    socket.sendText("{");
    socket.next(frame -> frame.encode().contains("INVALID_FRAME"), "error");
  }

  @Test
  void showsOtherDialectsWhatIsSaid() {
    String person = person();
    try (RawSocket sessions = stage.raw("/ws/" + person + "?dialect=sessions");
        RawSocket actions = stage.raw("/ws/" + person + "?dialect=actions");
        RawSocket events = stage.raw("/ws/chat?dialect=events&stream=true&client_id=" + person);
        RawSocket commands = stage.raw("/ws/chat?dialect=commands&client_id=" + person)) {
      List.of(sessions, actions, events, commands).forEach(DialectsTogetherIT::awaitAdmission);
      Gate middle = new Gate();
      stage
          .provider()
          .next(
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

      stage.provider().next(Script.answer("In one ", "piece."));
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
    Person ada = stage.guest("Ada");
    try (RawSocket events = stage.raw("/ws/chat?dialect=events&token=" + ada.token())) {
      events.send(Speech.EVENTS.text("A secret"));
      long secret = log(events, 2).getJsonObject(0).getLong("id");
      ada.send("DELETE", "/api/v1/messages/" + secret, null);
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
    stage.provider().next(Script.stream().text("Half an ").gate(new Gate()));
    try (RawSocket socket = speech.connect(stage, person);
        RawSocket witness = stage.raw("/ws/" + person + "?dialect=actions")) {
      awaitAdmission(witness);
      socket.send(speech.text("Talk"));
      witness.next("type", "token");
      Http.send("DELETE", stage.port(), "/sessions/" + person, null, null);
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
    try (RawSocket binary = stage.raw("/ws/" + person());
        RawSocket text = stage.raw("/ws/" + person())) {
      binary.sendBinary(picture);
      binary.send(Speech.SESSIONS.text("What is this?"));
      text.send(Speech.SESSIONS.text("What is this?").put("image", url));
      assertThat(binary.next("role", "user").getString("image")).isNotEmpty();
      assertThat(text.next("role", "user").getString("image")).isNotEmpty();
      stage.provider().takeAsked();
      stage.provider().takeAsked();
    }
  }

  @Test
  void showsNobodyElseWhatIsSaid() {
    try (RawSocket one = stage.raw("/ws/" + person());
        RawSocket other = stage.raw("/ws/" + person())) {
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
    stage.provider().next(Script.answer("A")).next(Script.answer("B"));
    String id;
    try (RawSocket socket = stage.raw("/ws/" + person)) {
      socket.send(Speech.SESSIONS.text("first").put("session_id", "a"));
      id = String.valueOf(socket.next("role", "assistant").getValue("message_id"));
      socket.send(
          new JsonObject().put("type", "feedback").put("message_id", id).put("feedback", "up"));
      JsonObject confirmed = socket.next("type", "feedback");
      assertThat(confirmed.getString("feedback")).isEqualTo("up");
      assertThat(String.valueOf(confirmed.getValue("message_id"))).isEqualTo(id);
    }
    try (RawSocket socket = stage.raw("/ws/" + person)) {
      socket.send(Speech.SESSIONS.text("second").put("session_id", "a"));
      socket.next("role", "assistant");
      while (stage.provider().untaken() > 0) {
        JsonObject asked = stage.provider().takeAsked().body();
        if (stage.provider().untaken() == 0) {
          assertThat(asked.getJsonArray("messages").encode()).contains("first", "second");
        }
      }
    }
  }

  @Test
  void tellsFiguresToThoseWhoWantThem() {
    try (RawSocket socket = Speech.EVENTS.connect(stage, person())) {
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
    try (RawSocket socket = stage.raw("/ws/" + person())) {
      socket.send(new JsonObject().put("message", "hi"));
      assertThat(socket.next("type", "error").getString("session_id")).isEqualTo("default");
      socket.send(Speech.ACTIONS.text("hello"));
      Speech.ACTIONS.answer(socket);
      socket.send(Speech.SESSIONS.text("now this?"));
      assertThat(socket.next("type", "error").containsKey("session_id")).isFalse();
    }
    try (RawSocket socket = stage.raw("/ws/chat?client_id=" + person())) {
      socket.send(new JsonObject().put("what", "hi"));
      socket.next("type", "error");
      socket.send(Speech.EVENTS.text("hello"));
      Speech.EVENTS.answer(socket);
    }
    try (RawSocket socket = stage.raw("/ws/chat?dialect=parley")) {
      socket.send(Speech.COMMANDS.text("hello"));
      assertThat(socket.closed().code()).isEqualTo(4001);
    }
    assertThat(RawSocket.refused(stage.vertx(), stage.port(), "/ws/chat?dialect=klingon"))
        .isEqualTo(400);
  }
}
