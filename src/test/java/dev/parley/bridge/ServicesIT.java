package dev.parley.bridge;

import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.BusClient;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Ports;
import dev.parley.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Programs that serve, over WebSocket and over TCP. */
class ServicesIT {
  private static final String WEATHER = "the-token-of-the-weather-32-or-more";
  private static final String PARROT = "the-token-of-the-parrot-of-32-or-more";
  private static final String TOOL = "parley.tool.weather";
  private static final String PROVIDER = "parley.provider.parrot";

  private static TestServer server;
  private static Vertx vertx;
  private static int tcp;

  @BeforeAll
  static void start() {
    tcp = Ports.free();
    server =
        TestServer.start(
            Map.of(
                "AI_PROVIDER",
                "bus",
                "PARLEY_AI_BUS_NAME",
                "parrot",
                "PARLEY_BRIDGE_TCP_PORT",
                String.valueOf(tcp),
                "PARLEY_BRIDGE_SERVICES",
                "weather " + WEATHER + " " + TOOL + ", parrot " + PARROT + " " + PROVIDER));
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
    server.close();
  }

  private static void ready(BusClient service) {
    assertThat(service.request("parley.ping", new JsonObject()).getJsonObject("body"))
        .isEqualTo(new JsonObject().put("type", "pong"));
  }

  private static Future<Message<JsonObject>> call(String place) {
    return server
        .vertx()
        .eventBus()
        .request(TOOL, new JsonObject().put("arguments", new JsonObject().put("place", place)));
  }

  private static void answers(BusClient service, String place) {
    Future<Message<JsonObject>> asked = call(place);
    JsonObject request =
        service.next(
            frame ->
                TOOL.equals(frame.getString("address"))
                    && frame.encode().contains(place)
                    && frame.getString("replyAddress") != null,
            "request");
    JsonObject reply =
        new JsonObject()
            .put("type", "send")
            .put("address", request.getString("replyAddress"))
            .put("body", new JsonObject().put("result", "Rain in " + place));
    service.send(reply);
    assertThat(Await.result(asked).body().getString("result")).isEqualTo("Rain in " + place);
    service.send(reply);
    service.error();
  }

  @Test
  void serveOverEitherBridge() {
    try (BusClient service = BusClient.webSocket(vertx, server.port(), WEATHER)) {
      service.register(TOOL);
      ready(service);
      answers(service, "Bath");
    }
    try (BusClient service = BusClient.tcp(vertx, tcp, WEATHER)) {
      service.register(TOOL);
      ready(service);
      answers(service, "York");
      service.send(new JsonObject().put("type", "unregister").put("address", TOOL));
      ready(service);
      assertThat(Await.failure(call("Kent"))).isInstanceOf(ReplyException.class);
    }
  }

  @Test
  void mayReplyAtLength() {
    String result = "x".repeat(300_000);
    try (BusClient service = BusClient.webSocket(vertx, server.port(), WEATHER)) {
      service.register(TOOL);
      ready(service);
      Future<Message<JsonObject>> asked = call("Hull");
      String there =
          service
              .next(frame -> frame.encode().contains("Hull"), "request")
              .getString("replyAddress");
      service.send(
          new JsonObject()
              .put("type", "send")
              .put("address", there)
              .put("body", new JsonObject().put("result", result)));
      assertThat(Await.result(asked).body().getString("result")).isEqualTo(result);
    }
  }

  @Test
  void mayOnlyWhatIsGranted() {
    for (boolean overTcp : new boolean[] {false, true}) {
      try (BusClient service =
          overTcp
              ? BusClient.tcp(vertx, tcp, WEATHER)
              : BusClient.webSocket(vertx, server.port(), WEATHER)) {
        ready(service);
        for (String address :
            new String[] {
              PROVIDER,
              PROVIDER + ".cancel",
              PROVIDER + ".reply.1",
              TOOL + "s.cancel",
              TOOL + ".reply.1",
              "parley.store.accounts.find",
              "parley.ai.generate",
              "parley.chat",
              "parley.chat.me",
              "parley.chat.conversation.1"
            }) {
          service.register(address);
          assertThat(service.error().getString("failureType")).as(address).isEqualTo("FORBIDDEN");
          assertThat(service.request(address, new JsonObject()).getString("failureType"))
              .as(address)
              .isEqualTo("FORBIDDEN");
        }
        for (String address : new String[] {TOOL, PROVIDER, "parley.session.ended"}) {
          service.send(
              new JsonObject()
                  .put("type", "publish")
                  .put("address", address)
                  .put("body", new JsonObject()));
          assertThat(service.error().getString("failureType")).as(address).isEqualTo("FORBIDDEN");
        }
        for (int i = 1; i < 50; i++) {
          service.send(
              new JsonObject()
                  .put("type", "send")
                  .put("address", "__vertx.reply." + i)
                  .put("body", new JsonObject()));
          service.error();
        }
        ready(service);
      }
    }
  }

  @Test
  void areToldWhatIsGivenUp() {
    for (boolean overTcp : new boolean[] {false, true}) {
      try (BusClient service =
          overTcp
              ? BusClient.tcp(vertx, tcp, WEATHER)
              : BusClient.webSocket(vertx, server.port(), WEATHER)) {
        service.register(TOOL + ".cancel");
        ready(service);
        JsonObject cancel = new JsonObject().put("type", "cancel").put("call_id", "c" + overTcp);
        server.vertx().eventBus().publish(TOOL + ".cancel", cancel);
        JsonObject heard =
            service.next(frame -> (TOOL + ".cancel").equals(frame.getString("address")), "cancel");
        assertThat(heard.getJsonObject("body")).isEqualTo(cancel);
      }
    }
  }

  /** One that waits for its answer belongs to another line. */
  @Test
  void cannotAnswerForOthers() {
    try (BusClient parrot = BusClient.webSocket(vertx, server.port(), PARROT);
        BusClient weather = BusClient.webSocket(vertx, server.port(), WEATHER)) {
      weather.register(TOOL);
      ready(weather);
      ready(parrot);
      Future<Message<JsonObject>> asked = call("Rome");
      String replyAddress =
          weather
              .next(frame -> TOOL.equals(frame.getString("address")), "request")
              .getString("replyAddress");
      JsonObject reply =
          new JsonObject()
              .put("type", "send")
              .put("address", replyAddress)
              .put("body", new JsonObject().put("result", "stolen"));
      parrot.send(reply);
      assertThat(parrot.error().getString("failureType")).isEqualTo("FORBIDDEN");
      weather.send(reply.put("body", new JsonObject().put("result", "sun")));
      assertThat(Await.result(asked).body().getString("result")).isEqualTo("sun");
    }
  }

  @Test
  void aProviderAnswersOverTcp() {
    try (BusClient parrot = BusClient.tcp(vertx, tcp, PARROT);
        ChatClient ada =
            ChatClient.login(
                vertx, server.port(), Http.guest(server.port(), "Ada").getString("access_token"))) {
      parrot.register(PROVIDER);
      parrot.register(PROVIDER + ".cancel");
      ready(parrot);
      long id = ada.newConversation();
      ada.call("send_message", text(id, "Hello").put("message_type", "user"));
      JsonObject request =
          parrot.next(frame -> PROVIDER.equals(frame.getString("address")), "request");
      send(parrot, request.getString("replyAddress"), new JsonObject().put("taken", true));
      String replies = request.getJsonObject("body").getString("reply_to");
      send(parrot, replies, new JsonObject().put("type", "text").put("text", "Squawk"));
      send(parrot, replies, new JsonObject().put("type", "done"));
      assertThat(
              ada.next("stream_complete")
                  .getJsonObject("data")
                  .getJsonObject("message")
                  .getString("content"))
          .isEqualTo("Squawk");
    }
  }

  private static void send(BusClient client, String address, JsonObject body) {
    client.send(new JsonObject().put("type", "send").put("address", address).put("body", body));
  }

  @Test
  void peopleMayUseTcpToo() {
    String token = Http.guest(server.port(), "Tcp").getString("access_token");
    try (BusClient bus = BusClient.tcp(vertx, tcp, token)) {
      long id =
          bus.command("create_conversation", new JsonObject())
              .getJsonObject("conversation")
              .getLong("id");
      bus.register("parley.chat.conversation." + id);
      bus.event("parley.chat.conversation." + id, "ack");
      bus.register(TOOL);
      assertThat(bus.error().getString("failureType")).isEqualTo("FORBIDDEN");
    }
    try (BusClient bus = BusClient.tcp(vertx, tcp, null)) {
      bus.register(TOOL);
      assertThat(bus.error().getString("failureType")).isEqualTo("AUTH_REQUIRED");
      bus.awaitClosed();
    }
  }
}
