package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Http;
import dev.parley.testing.Pictures;
import dev.parley.testing.RawSocket;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import dev.parley.testing.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pictures as data URLs in messages of the dialect {@code sessions}, and what a model is shown. */
class SessionsPicturesIT {
  private static final int MAX_BYTES = 4_096;

  @RegisterExtension
  static final Stage stage =
      Stage.with(
          "PARLEY_AI_OPENAI_VISION",
          "true",
          "PARLEY_LIMITS_ATTACHMENT_BYTES",
          String.valueOf(MAX_BYTES));

  private final String person = "person-" + UUID.randomUUID();
  private final ScriptedProvider provider = stage.provider();

  @Test
  void aGoodPictureIsShownAndABadOneRefused() {
    try (RawSocket socket = stage.raw("/ws/" + person)) {
      byte[] png = Pictures.png(20, 10);
      socket.send(say("What is this?", url("image/png", png)));
      socket.next("role", "assistant");
      assertThat(shown()).isEqualTo(url("image/png", png));

      // It is what it is, whatever it is called.
      byte[] gif = Pictures.gif(20, 10);
      socket.send(say("And this?", url("image/png", gif)));
      socket.next("role", "assistant");
      assertThat(shown()).isEqualTo(url("image/gif", gif));

      byte[] page = "<html><script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
      refused(socket, url("image/png", page), "UNSUPPORTED_MEDIA");
      refused(socket, url("image/png", new byte[0]), "UNSUPPORTED_MEDIA");
      refused(socket, url("image/png", new byte[MAX_BYTES + 1]), "FRAME_TOO_LARGE");
      refused(socket, "data:image/png;base64,!!!!", "INVALID_FIELD");
      refused(socket, "data:image/png;base64", "INVALID_FIELD");
      refused(socket, "data:image/png,plain", "INVALID_FIELD");
      refused(socket, "javascript:alert(1)", "INVALID_FIELD");

      JsonObject sessions = Http.get(stage.port(), "/sessions/" + person, null).body();
      JsonArray log = sessions.getJsonArray("sessions").getJsonObject(0).getJsonArray("messages");
      assertThat(log).as("what was refused is not in the log").hasSize(4);
      assertThat(provider.untaken()).isZero();
    }
  }

  @Test
  void aModelWithoutVisionIsToldThatThereWasAPicture() {
    try (TestServer blind = stage.another("PARLEY_AI_OPENAI_VISION", "false");
        RawSocket socket = RawSocket.connect(stage.vertx(), blind.port(), "/ws/" + person)) {
      socket.send(say("What is this?", url("image/png", Pictures.png(20, 10))));
      socket.next("role", "assistant");

      ScriptedProvider.Asked asked = provider.takeAsked();
      assertThat(asked.lastMessage().getValue("content"))
          .asString()
          .contains("What is this?", "[image: 20x10 png]");
      assertThat(asked.messages().encode()).doesNotContain("base64");
    }
  }

  private static JsonObject say(String content, String image) {
    return new JsonObject().put("type", "message").put("content", content).put("image", image);
  }

  private static String url(String type, byte[] bytes) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }

  /** The last picture of the oldest prompt not yet looked at. */
  private String shown() {
    JsonArray parts = provider.takeAsked().lastMessage().getJsonArray("content");
    return parts.getJsonObject(parts.size() - 1).getJsonObject("image_url").getString("url");
  }

  private static void refused(RawSocket socket, String image, String code) {
    socket.send(say("Look", image));
    assertThat(socket.next("type", "error").getString("code")).as(image).isEqualTo(code);
  }
}
