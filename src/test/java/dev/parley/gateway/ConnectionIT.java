package dev.parley.gateway;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.resumeFrom;
import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.BareSocket;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that do not behave, over real sockets. */
class ConnectionIT {
  @RegisterExtension
  static final Stage stage =
      Stage.with(
          "PARLEY_LIMITS_OUTBOUND_BYTES", "64KiB",
          "PARLEY_LIMITS_FRAMES_PER_SECOND", "1000",
          "PARLEY_LIMITS_FRAME_BURST", "1000");

  @Test
  void keepsItsPersonWhateverTokenComesLater() {
    try (ChatClient ada = stage.guest("Ada").connect()) {
      String eve = stage.guest("Ada").token();
      ada.send(new JsonObject().put("type", "auth").put("id", "1").put("token", eve));
      assertThat(ada.nextData("error").getString("code")).isEqualTo("INVALID_TOKEN");
      ada.call("list_conversations", new JsonObject());
    }
  }

  @Test
  void sendsLargeFramesCompressedToWhoAskedForIt() throws IOException {
    try (BareSocket ada = BareSocket.connect(stage.port())) {
      ada.text(
          new JsonObject()
              .put("type", "auth")
              .put("token", stage.guest("Ada").token())
              .put("data", new JsonObject().put("compress", "deflate"))
              .encode());
      assertThat(ada.read(BareSocket.TEXT).text()).contains("auth_success");
      String context = "All work and no play. ".repeat(500);
      ada.text(
          new JsonObject()
              .put("type", "create_conversation")
              .put("id", 1)
              .put("data", new JsonObject().put("context", context))
              .encode());
      BareSocket.Frame compressed = ada.read(BareSocket.BINARY);
      assertThat(compressed.payload().length()).isLessThan(context.length() / 4);
      JsonObject ack = new JsonObject(inflated(compressed.payload().getBytes()));
      assertThat(ack.getJsonObject("data").getJsonObject("conversation").getString("context"))
          .isEqualTo(context);
    }
  }

  private static String inflated(byte[] bytes) throws IOException {
    try (var stream =
        new InflaterInputStream(new ByteArrayInputStream(bytes), new Inflater(true))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void closesWhoDoesNotReadWhileOthersGoOn() {
    Person person = stage.guest("Ada");
    try (ChatClient reader = person.connect();
        BareSocket stuck = person.connectBare()) {
      long conversation = reader.newConversation();
      JsonObject note = text(conversation, "x".repeat(30_000)).put("message_type", "note");
      for (int i = 0; i < 8; i++) {
        reader.call("send_message", note);
      }
      byte[] load =
          new JsonObject()
              .put("type", "load_messages")
              .put("data", in(conversation))
              .put("id", 1)
              .encode()
              .getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 100; i++) {
        stuck.write(BareSocket.TEXT, load);
      }
      stage.provider().next(Script.answer("Go on."));
      reader.call("send_message", text(conversation, "And I?"));
      reader.next("stream_complete");
      boolean open = true;
      for (int i = 0; i < 1_000_000 && open; i++) {
        open = stuck.write(BareSocket.TEXT, load);
      }
      assertThat(open).isFalse();
    }
  }

  @Test
  void answersNoEndlessPingsOfWhoDoesNotRead() {
    try (BareSocket flood = stage.guest("Ada").connectBare()) {
      byte[] payload = new byte[125];
      boolean open = true;
      for (int i = 0; i < 10_000_000 && open; i++) {
        open = flood.write(BareSocket.PING, payload);
      }
      assertThat(open).isFalse();
    }
  }

  @Test
  void tellsMembersNothingOfStrangers() {
    try (ChatClient ada = stage.guest("Ada").connect();
        ChatClient eve = stage.guest("Ada").connect()) {
      long conversation = ada.newConversation();
      ada.call("join_conversation", in(conversation));
      eve.refusal("join_conversation", in(conversation));
      eve.refusal("typing_start", in(conversation));
      eve.call("resume", resumeFrom(conversation, 0));
      JsonObject again = ada.call("join_conversation", in(conversation));
      assertThat(again.getJsonArray("present")).hasSize(1);
      long me = again.getJsonArray("present").getLong(0);
      assertThat(ada.received("presence")).allMatch(told -> told.getLong("user_id") == me);
    }
  }

  @Test
  void leavesNothingHalfJoinedWhenAResumeIsRefused() {
    try (ChatClient ada = stage.guest("Ada").connect()) {
      long conversation = ada.newConversation();
      JsonObject all = new JsonObject().put("" + conversation, 0);
      for (int i = 0; i < 199; i++) {
        all.put("" + ada.newConversation(), 0);
      }
      ada.call("resume", new JsonObject().put("conversations", all));
      JsonObject more = new JsonObject().put("" + conversation, 0);
      for (int i = 0; i < 60; i++) {
        more.put("" + ada.newConversation(), 0);
      }
      JsonObject refusal = ada.refusal("resume", new JsonObject().put("conversations", more));
      assertThat(refusal.getString("code")).isEqualTo("RATE_LIMITED");
      ada.call("send_message", text(conversation, "Still there?").put("respond", false));
      ada.next("message_received");
    }
  }
}
