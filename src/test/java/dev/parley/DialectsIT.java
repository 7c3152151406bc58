package dev.parley;

import static dev.parley.Speech.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.RawSocket;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole server, as clients of all dialects see it. */
class DialectsIT {
  @RegisterExtension
  static final Stage stage = Stage.with("PARLEY_LIMITS_FRAMES_PER_SECOND", "1000");

  @ParameterizedTest
  @EnumSource
  void answers(Speech speech) {
    stage.provider().next(Script.answer("One, ", "two, ", "three."));
    try (RawSocket socket = speech.connect(stage, person())) {
      socket.send(speech.text("Count to three"));
      assertThat(speech.answer(socket)).isEqualTo("One, two, three.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void survivesBadInput(Speech speech) {
    try (RawSocket socket = speech.connect(stage, person())) {
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
    stage.provider().next(Script.stream().text("half an ").breakOff());
    try (RawSocket socket = speech.connect(stage, person())) {
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
}
