package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.BusClient;
import dev.parley.testing.Http;
import dev.parley.testing.Ports;
import dev.parley.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What comes over TCP is bounded, whoever sends it. */
class TcpBridgeIT {
  private static final String TOKEN = "the-token-of-the-archive-32-or-more";
  private static final String TOOL = "parley.tool.archive";
  private static final int PATIENCE_MS = 20_000;

  private static TestServer server;
  private static Vertx vertx;
  private static int tcp;

  @BeforeAll
  static void start() {
    tcp = Ports.free();
    server =
        TestServer.start(
            Map.of(
                "PARLEY_BRIDGE_TCP_PORT",
                String.valueOf(tcp),
                "PARLEY_LIMITS_AUTH_TIMEOUT",
                "3s",
                "PARLEY_BRIDGE_SERVICES",
                "archive " + TOKEN + " " + TOOL));
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
    server.close();
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), tcp);
    socket.setSoTimeout(PATIENCE_MS);
    return socket;
  }

  /** The only frame that comes before the line is closed. */
  private static JsonObject last(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] frame = in.readNBytes(in.readInt());
    assertThat(in.read()).as("the end").isEqualTo(-1);
    return new JsonObject(new String(frame, StandardCharsets.UTF_8));
  }

  @Test
  void aLengthThatIsNotAllowedIsAnsweredWithAnErrorAndTheEnd() throws IOException {
    for (int length : new int[] {Integer.MAX_VALUE, 64 * 1024 + 1, 0, -1}) {
      try (Socket socket = connect()) {
        new DataOutputStream(socket.getOutputStream()).writeInt(length);
        JsonObject told = last(socket);
        assertThat(told.getString("type")).as("%d bytes", length).isEqualTo("err");
        assertThat(told.getInteger("failureCode")).isEqualTo(1009);
        assertThat(told.getString("message")).isEqualTo("Frame too large");
      }
    }
  }

  @Test
  void aLineThatSaysNothingIsClosed() throws IOException {
    try (Socket socket = connect()) {
      assertThat(last(socket).getString("failureType")).isEqualTo("AUTH_REQUIRED");
    }
  }

  @Test
  void aPersonHasTheBoundOfAllSockets() {
    String token = Http.guest(server.port(), "Tcp").getString("access_token");
    try (BusClient bus = BusClient.tcp(vertx, tcp, token)) {
      bus.command("create_conversation", new JsonObject());
      bus.sendText(new JsonObject().put("type", "x".repeat(64 * 1024)).encode());
      assertThat(bus.error().getInteger("failureCode")).isEqualTo(1009);
      bus.awaitClosed();
    }
  }

  private static Future<Message<JsonObject>> call(BusClient service, JsonObject reply) {
    Future<Message<JsonObject>> asked =
        server.vertx().eventBus().request(TOOL, new JsonObject().put("type", "call"));
    String address =
        service
            .next(frame -> TOOL.equals(frame.getString("address")), "call")
            .getString("replyAddress");
    service.send(reply.copy().put("type", "send").put("address", address));
    return asked;
  }

  @Test
  void aServiceMayReplyWithAsMuchAsAToolMaySay() {
    try (BusClient service = BusClient.tcp(vertx, tcp, TOKEN)) {
      service.register(TOOL);
      service.request("parley.ping", new JsonObject());
      // Six bytes each, as JSON has it.
      String result = "\u0001".repeat(1_000_000);
      JsonObject reply = new JsonObject().put("body", new JsonObject().put("result", result));
      assertThat(Await.result(call(service, reply)).body().getString("result")).isEqualTo(result);

      JsonObject failure = new JsonObject().put("failureCode", 7).put("message", "No such book");
      assertThat(Await.failure(call(service, failure))).hasMessage("No such book");

      service.sendText("{\"type\":\"ping\"}");
      service.next(frame -> "pong".equals(frame.getString("type")), "pong");
    }
  }

  @Test
  void whatIsNoFrameIsRefused() {
    try (BusClient service = BusClient.tcp(vertx, tcp, TOKEN)) {
      service.request("parley.ping", new JsonObject());
      for (String text : new String[] {"[]", "null", "{", "{}", "{\"type\":7}", "\u0000"}) {
        service.sendText(text);
        assertThat(service.error().getString("failureType")).as(text).isEqualTo("INVALID_FRAME");
      }
      service.request("parley.ping", new JsonObject());
    }
    try (BusClient nobody = BusClient.tcp(vertx, tcp, null)) {
      nobody.sendText("GET / HTTP/1.1");
      assertThat(nobody.error().getString("failureType")).isEqualTo("INVALID_FRAME");
      assertThat(nobody.error().getString("failureType")).isEqualTo("AUTH_REQUIRED");
      nobody.awaitClosed();
    }
  }
}
