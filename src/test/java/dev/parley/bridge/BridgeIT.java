package dev.parley.bridge;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.BusClient;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People on the bridge, with frames that nobody made harmless. */
class BridgeIT {
  private static final String SECRET = "a-token-of-a-program-of-32-or-more";

  @RegisterExtension
  static final Stage stage =
      Stage.with("PARLEY_BRIDGE_SERVICES", "weather " + SECRET + " parley.tool.weather");

  private static BusClient client(Person person) {
    return client(person.token());
  }

  private static BusClient client(String token) {
    return BusClient.webSocket(stage.vertx(), stage.port(), token);
  }

  private static long create(BusClient client) {
    return client
        .command("create_conversation", new JsonObject().put("title", "On the bus"))
        .getJsonObject("conversation")
        .getLong("id");
  }

  private static String address(long conversation) {
    return "parley.chat.conversation." + conversation;
  }

  private static JsonObject message(long conversation, String content) {
    return text(conversation, content).put("message_type", "user");
  }

  @Test
  void talksAndHears() {
    stage.provider().next(Script.answer("Hello ", "bus."));
    Person ada = stage.guest("Ada");
    try (BusClient bus = client(ada);
        ChatClient socket = ada.connect()) {
      bus.register("parley.chat.me");
      bus.event("parley.chat.me", "auth_success");
      long id = create(bus);
      bus.register(address(id));
      assertThat(bus.event(address(id), "ack").getJsonObject("conversation").getLong("id"))
          .isEqualTo(id);
      socket.call("join_conversation", in(id));

      bus.command("send_message", message(id, "Hi"));
      assertThat(
              bus.event(address(id), "message_received")
                  .getJsonObject("message")
                  .getString("content"))
          .isEqualTo("Hi");
      JsonObject end = bus.event(address(id), "stream_complete");
      assertThat(end.getJsonObject("message").getString("content")).isEqualTo("Hello bus.");
      bus.event("parley.chat.me", "message_added");
      assertThat(socket.nextData("stream_complete")).isEqualTo(end);
    }
  }

  @Test
  void slashCommandsAreAnswered() {
    try (BusClient bus = client(stage.guest("Slash"))) {
      long id = create(bus);
      bus.register(address(id));
      bus.command("send_message", message(id, "/help"));
      assertThat(bus.event(address(id), "command_response").getString("command")).isEqualTo("help");
    }
  }

  @Test
  void nobodyIsLetInWithoutAToken() {
    try (BusClient bus = client((String) null)) {
      bus.register("parley.chat.me");
      assertThat(bus.error().getString("failureType")).isEqualTo("AUTH_REQUIRED");
      bus.awaitClosed();
    }
    try (BusClient bus = client("wrong")) {
      bus.register("parley.chat.me");
      assertThat(bus.error().getString("failureType")).isEqualTo("INVALID_TOKEN");
      bus.awaitClosed();
    }
  }

  @Test
  void onlyPublicAddressesAreOpen() {
    try (BusClient bus = client(stage.guest("Mallory"))) {
      for (String address :
          new String[] {
            "parley.store.accounts.find",
            "parley.ai.generate",
            "parley.conversation.1",
            "parley.user.1",
            "parley.session.ended",
            "parley.status",
            "parley.tool.weather",
            "parley.provider.parrot",
            "parley.chat.",
            "parley.chat\u0000",
            "PARLEY.CHAT",
            " parley.chat",
            "parley.chat.conversation.01",
            "parley.chat.conversation.-1",
            "parley.chat.conversation.1e3",
            "parley.chat.conversation.1.reply",
            "parley.chat.conversation.\u0661",
            "__vertx.reply.1",
            "__vertx.reply.2",
            ""
          }) {
        bus.register(address);
        assertThat(bus.error().getString("failureType")).as(address).isEqualTo("FORBIDDEN");
        assertThat(bus.request(address, new JsonObject()).getString("failureType"))
            .as(address)
            .isEqualTo("FORBIDDEN");
        bus.send(
            new JsonObject()
                .put("type", "publish")
                .put("address", address)
                .put("body", new JsonObject()));
        assertThat(bus.error().getString("failureType")).as(address).isEqualTo("FORBIDDEN");
      }
      assertThat(bus.rest()).isEmpty();
      create(bus);
    }
  }

  @Test
  void oddFramesAreRefusedAndTheLineGoesOn() {
    try (BusClient bus = client(stage.guest("Odd"))) {
      create(bus);
      for (String frame :
          new String[] {
            "{}",
            "{\"type\":\"send\"}",
            "nonsense",
            "[1]",
            "{\"type\":\"nonsense\",\"address\":\"a\"}",
            "{\"type\":\"send\",\"address\":{\"a\":1},\"body\":{}}",
            "{\"type\":\"send\",\"address\":[\"parley.chat\"],\"body\":{}}",
            "{\"type\":\"send\",\"address\":\"parley.chat\",\"body\":[],\"headers\":\"x\"}",
            "{\"type\":\"send\",\"address\":\"parley.chat\",\"body\":\"x\",\"headers\":[1]}",
            "{\"type\":\"register\",\"address\":\"" + "a".repeat(1_000) + "\"}",
            "{\"type\":\"send\",\"address\":\"parley.chat\",\"body\":"
                + "{\"type\":\"auth\",\"token\":\"x\"}}",
            "{\"type\":\"send\",\"address\":\"parley.chat\",\"body\":"
                + "{\"type\":\"attach\",\"data\":{\"bytes\":9}}}"
          }) {
        bus.sendText(frame);
        assertThat(bus.error()).as(frame).isNotNull();
      }
      create(bus);
    }
  }

  @Test
  void conversationsOfOthersDoNotExist() {
    try (BusClient ada = client(stage.guest("Ada"));
        BusClient eve = client(stage.guest("Eve"))) {
      long id = create(ada);
      eve.register(address(id));
      assertThat(eve.error().getString("failureType")).isEqualTo("NOT_FOUND");
      JsonObject pretending =
          message(id, "I am Ada").put("user_id", 1).put("sender_id", 1).put("userId", 1);
      JsonObject refusal =
          eve.request(
              "parley.chat", new JsonObject().put("type", "send_message").put("data", pretending));
      assertThat(refusal.getString("failureType")).isEqualTo("NOT_FOUND");
    }
  }

  @Test
  void whoIsRemovedHearsNoMore() {
    Person eve = stage.guest("Eve");
    try (BusClient ada = client(stage.guest("Ada"));
        BusClient bus = client(eve)) {
      long id = create(ada);
      long her = eve.id();
      ada.command("invite", in(id).put("user", String.valueOf(her)));
      bus.register(address(id));
      bus.event(address(id), "ack");
      ada.register(address(id));
      ada.event(address(id), "ack");
      ada.command("remove_member", in(id).put("user_id", her));
      bus.event(address(id), "member_removed");
      ada.command("send_message", message(id, "Now that she is gone").put("message_type", "note"));
      ada.event(address(id), "message_received");
      // What she could have heard would have come before the answer to this.
      create(bus);
      assertThat(bus.rest())
          .noneSatisfy(frame -> assertThat(frame.encode()).contains("Now that she is gone"));
    }
  }

  @Test
  void logoutEndsTheLine() {
    Person ada = stage.guest("Ada");
    try (BusClient bus = client(ada)) {
      create(bus);
      ada.post("/api/v1/auth/logout", new JsonObject());
      assertThat(bus.error().getString("failureType")).isEqualTo("LOGGED_OUT");
      bus.awaitClosed();
    }
  }

  @Test
  void aTokenOfSomebodyElseChangesNothing() {
    Person eve = stage.guest("Eve");
    try (BusClient bus = client(stage.guest("Ada"))) {
      create(bus);
      for (String other : new String[] {eve.token(), SECRET}) {
        bus.sendText(
            new JsonObject()
                .put("type", "register")
                .put("address", "parley.tool.weather")
                .put("headers", new JsonObject().put("authorization", other))
                .encode());
        assertThat(bus.error().getString("failureType")).isEqualTo("INVALID_TOKEN");
      }
      create(bus);
    }
  }

  @Test
  void apiKeysAreGoodUntilTheyAreRevoked() {
    Person keys = stage.guest("Keys");
    JsonObject key = keys.post("/api/v1/api-keys", new JsonObject().put("name", "bus")).body();
    try (BusClient bus = client(key.getString("key"))) {
      create(bus);
      keys.send("DELETE", "/api/v1/api-keys/" + key.getLong("id"), null);
      assertThat(bus.error().getString("failureType")).isEqualTo("LOGGED_OUT");
      bus.awaitClosed();
    }
  }

  @Test
  void tooLargeAndTooManyFramesEndTheLine() {
    try (BusClient bus = client(stage.guest("Large"))) {
      create(bus);
      bus.sendText("{\"type\":\"send\",\"x\":\"" + "x".repeat(70_000) + "\"}");
      bus.awaitClosed();
    }
    try (BusClient bus = client(stage.guest("Many"))) {
      create(bus);
      flood(bus);
      bus.awaitClosed();
    }
  }

  /** More than a burst and what comes back meanwhile, or until the line breaks. */
  private static void flood(BusClient bus) {
    try {
      for (int i = 0; i < 10_000; i++) {
        bus.sendText("{\"type\":\"ping\"}");
      }
    } catch (Exception broken) {
      assertThat(broken).isNotNull();
    }
  }

  @Test
  void otherTransportsAndOriginsAreNotServed() {
    for (String path :
        new String[] {
          "/eventbus/",
          "/eventbus/iframe.html",
          "/eventbus/chunking_test",
          "/eventbus/0/abc/xhr_streaming",
          "/eventbus/0/abc/eventsource",
          "/eventbus/0/abc/jsonp"
        }) {
      assertThat(Http.get(stage.port(), path, null).status()).as(path).isEqualTo(404);
    }
    assertThat(Http.get(stage.port(), "/eventbus/info", null).body().getBoolean("websocket"))
        .isTrue();
    assertThat(
            Http.send(
                    "GET",
                    stage.port(),
                    "/eventbus/info",
                    null,
                    null,
                    "Origin",
                    "https://elsewhere.example")
                .status())
        .isEqualTo(403);
  }
}
