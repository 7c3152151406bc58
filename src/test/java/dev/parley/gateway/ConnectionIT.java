package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.BareSocket;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that do not behave, over real sockets. */
class ConnectionIT {
  private static Vertx vertx;
  private static ScriptedProvider provider;
  private static TestServer server;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    provider = new ScriptedProvider();
    server =
        TestServer.start(
            Map.of(
                "OPENAI_BASE_URL", provider.baseUrl().toString(),
                "PARLEY_LIMITS_OUTBOUND_BYTES", "64KiB",
                "PARLEY_LIMITS_FRAMES_PER_SECOND", "1000",
                "PARLEY_LIMITS_FRAME_BURST", "1000"));
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.close();
    vertx.close().await();
  }

  @Test
  void keepsItsPersonWhateverTokenComesLater() {
    try (ChatClient ada = client(guest())) {
      String eve = guest().getString("access_token");
      ada.send(new JsonObject().put("type", "auth").put("id", "1").put("token", eve));
      assertThat(ada.next("error").getJsonObject("data").getString("code"))
          .isEqualTo("INVALID_TOKEN");
      ada.call("list_conversations", new JsonObject());
    }
  }

  @Test
  void sendsLargeFramesCompressedToWhoAskedForIt() throws IOException {
    try (BareSocket ada = BareSocket.connect(server.port())) {
      ada.text(
          new JsonObject()
              .put("type", "auth")
              .put("token", guest().getString("access_token"))
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
    JsonObject login = guest();
    try (ChatClient reader = client(login);
        BareSocket stuck = login(login)) {
      long conversation = conversation(reader);
      JsonObject note =
          id(conversation).put("content", "x".repeat(30_000)).put("message_type", "note");
      for (int i = 0; i < 8; i++) {
        reader.call("send_message", note);
      }
      byte[] load =
          in("load_messages", conversation).put("id", 1).encode().getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 100; i++) {
        stuck.write(BareSocket.TEXT, load);
      }
      provider.next(Script.answer("Go on."));
      reader.call("send_message", id(conversation).put("content", "And I?"));
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
    try (BareSocket flood = login()) {
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
    try (ChatClient ada = client(guest());
        ChatClient eve = client(guest())) {
      long conversation = conversation(ada);
      ada.call("join_conversation", id(conversation));
      JsonObject named = new JsonObject().put("" + conversation, 0);
      eve.refusal("join_conversation", id(conversation));
      eve.refusal("typing_start", id(conversation));
      eve.call("resume", new JsonObject().put("conversations", named));
      JsonObject again = ada.call("join_conversation", id(conversation));
      assertThat(again.getJsonArray("present")).hasSize(1);
      long me = again.getJsonArray("present").getLong(0);
      assertThat(ada.received("presence")).allMatch(told -> told.getLong("user_id") == me);
    }
  }

  @Test
  void leavesNothingHalfJoinedWhenAResumeIsRefused() {
    try (ChatClient ada = client(guest())) {
      long conversation = conversation(ada);
      JsonObject all = new JsonObject().put("" + conversation, 0);
      for (int i = 0; i < 199; i++) {
        all.put("" + conversation(ada), 0);
      }
      ada.call("resume", new JsonObject().put("conversations", all));
      JsonObject more = new JsonObject().put("" + conversation, 0);
      for (int i = 0; i < 60; i++) {
        more.put("" + conversation(ada), 0);
      }
      JsonObject refusal = ada.refusal("resume", new JsonObject().put("conversations", more));
      assertThat(refusal.getString("code")).isEqualTo("RATE_LIMITED");
      ada.call(
          "send_message",
          new JsonObject()
              .put("conversation_id", conversation)
              .put("content", "Still there?")
              .put("respond", false));
      ada.next("message_received");
    }
  }

  private static JsonObject guest() {
    return Http.guest(server.port(), "Ada");
  }

  private static ChatClient client(JsonObject login) {
    return ChatClient.login(vertx, server.port(), login.getString("access_token"));
  }

  private static BareSocket login() {
    return login(guest());
  }

  private static BareSocket login(JsonObject login) {
    BareSocket socket = BareSocket.connect(server.port());
    socket.text(
        new JsonObject()
            .put("type", "auth")
            .put("token", login.getString("access_token"))
            .encode());
    assertThat(socket.read(BareSocket.TEXT).text()).contains("auth_success");
    return socket;
  }

  private static long conversation(ChatClient client) {
    return client
        .call("create_conversation", new JsonObject())
        .getJsonObject("conversation")
        .getLong("id");
  }

  private static JsonObject id(long conversation) {
    return new JsonObject().put("conversation_id", conversation);
  }

  private static JsonObject in(String type, long conversation) {
    return new JsonObject().put("type", type).put("data", id(conversation));
  }
}
