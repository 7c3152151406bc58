package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Pictures;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pictures on their whole way: in, into messages, out again, and to a model. */
class AttachmentsIT {
  private static final String PATH = "/api/v1/attachments";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

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
                "OPENAI_BASE_URL",
                provider.baseUrl().toString(),
                "PARLEY_LIMITS_MESSAGE_BURST",
                "1000"));
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.close();
    vertx.close().await();
  }

  @Test
  void comesByRestAndIsShownToMembersAndTheModel() {
    byte[] picture = Pictures.noise(700, 400, 7);
    assertThat(picture).hasSizeGreaterThan(512 * 1024);
    JsonObject ada = guest("Ada");
    HttpResponse<byte[]> answer = post(token(ada), "image/jpeg", picture);
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
    JsonObject attachment = json(answer).getJsonObject("attachment");
    assertThat(attachment.getString("media_type")).isEqualTo("image/png");
    assertThat(attachment.getInteger("bytes")).isEqualTo(picture.length);
    assertThat(attachment.getInteger("width")).isEqualTo(700);
    assertThat(attachment.getInteger("height")).isEqualTo(400);

    HttpResponse<byte[]> own = get(attachment.getString("url"), token(ada));
    assertThat(own.statusCode()).isEqualTo(200);
    assertThat(own.body()).isEqualTo(picture);
    assertThat(header(own, "Content-Type")).isEqualTo("image/png");
    assertThat(header(own, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(own, "Content-Disposition")).startsWith("inline; filename=\"picture-");
    assertThat(header(own, "Cache-Control")).isEqualTo("private, no-cache");
    HttpResponse<byte[]> small = get(attachment.getString("thumbnail_url"), token(ada));
    assertThat(header(small, "Content-Type")).isEqualTo("image/jpeg");
    assertThat(small.body().length).isBetween(100, picture.length);
    assertThat(
            send(request(attachment.getString("url"), token(ada))
                    .header("If-None-Match", header(own, "ETag"))
                    .GET())
                .statusCode())
        .isEqualTo(304);

    JsonObject ben = guest("Ben");
    JsonObject eve = guest("Eve");
    try (ChatClient client = client(ada)) {
      long conversation = conversation(client);
      assertThat(get(attachment.getString("url"), token(ben)).statusCode()).isEqualTo(404);
      client.call(
          "invite",
          new JsonObject()
              .put("conversation_id", conversation)
              .put("user", ben.getJsonObject("user").getLong("id").toString()));
      provider.next(Script.answer("A lot of noise."));
      JsonObject message =
          new JsonObject()
              .put("conversation_id", conversation)
              .put("content", "What is this?")
              .put("attachments", new JsonArray().add(attachment.getLong("id")));
      JsonObject sent = client.call("send_message", message).getJsonObject("message");
      assertThat(sent.getJsonArray("attachments")).containsExactly(attachment);
      client.next("stream_complete");

      JsonArray turns = provider.takeAsked().body().getJsonArray("messages");
      JsonArray parts = turns.getJsonObject(turns.size() - 1).getJsonArray("content");
      assertThat(parts.getJsonObject(0))
          .isEqualTo(new JsonObject().put("type", "text").put("text", "What is this?"));
      assertThat(parts.getJsonObject(1).getJsonObject("image_url").getString("url"))
          .isEqualTo("data:image/png;base64," + Base64.getEncoder().encodeToString(picture));

      assertThat(get(attachment.getString("url"), token(ben)).body()).isEqualTo(picture);
      String link = attachment.getString("thumbnail_url") + "?token=" + token(ben);
      assertThat(get(link, null).statusCode()).isEqualTo(200);
      assertThat(get(attachment.getString("thumbnail_url"), null).statusCode()).isEqualTo(401);
      assertThat(get(attachment.getString("url"), token(eve)).statusCode()).isEqualTo(404);
      JsonArray page =
          client
              .call("load_messages", new JsonObject().put("conversation_id", conversation))
              .getJsonArray("messages");
      assertThat(page.getJsonObject(0).getJsonArray("attachments")).containsExactly(attachment);
    }
  }

  @Test
  void comesAsAForm() throws IOException {
    byte[] picture = Pictures.gif(50, 40);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String head =
        """
        --xx
        Content-Disposition: form-data; name="file"; filename="a.gif"
        Content-Type: image/gif

        """;
    body.write(head.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    body.write(picture);
    body.write("\r\n--xx--\r\n".getBytes(StandardCharsets.UTF_8));
    HttpResponse<byte[]> answer =
        post(token(guest("Ada")), "multipart/form-data; boundary=xx", body.toByteArray());
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
    assertThat(json(answer).getJsonObject("attachment").getString("media_type"))
        .isEqualTo("image/gif");
    assertThat(json(answer).getJsonObject("attachment").getInteger("bytes"))
        .isEqualTo(picture.length);
  }

  @Test
  void refusesWhatIsNoPictureOrTooLarge() {
    String ada = token(guest("Ada"));
    byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8);
    problem(post(ada, "image/svg+xml", svg), 415, "UNSUPPORTED_MEDIA");
    problem(post(ada, "image/png", svg), 415, "UNSUPPORTED_MEDIA");
    problem(post(ada, "text/html", Pictures.png(5, 5)), 415, "UNSUPPORTED_MEDIA");
    problem(post(ada, "image/png", new byte[20_000_000]), 413, "FRAME_TOO_LARGE");
    problem(post(null, "image/png", new byte[2_000_000]), 401, "INVALID_TOKEN", "AUTH_REQUIRED");
    problem(get(PATH + "/999999999", ada), 404, "NOT_FOUND");
    problem(get(PATH + "/x", ada), 404, "NOT_FOUND");
  }

  @Test
  void comesAsAnAnnouncedBinaryFrame() {
    byte[] picture = Pictures.noise(500, 300, 3);
    try (ChatClient ada = client(guest("Ada"))) {
      announce(ada, "a", picture.length);
      ada.sendBinary(picture);
      JsonObject attachment = ada.next("ack").getJsonObject("data").getJsonObject("attachment");
      assertThat(attachment.getInteger("bytes")).isEqualTo(picture.length);

      ada.sendBinary(picture);
      assertThat(error(ada)).isEqualTo("FRAME_TOO_LARGE");
      ada.sendBinary(Pictures.png(5, 5));
      assertThat(error(ada)).isEqualTo("UNSUPPORTED_MEDIA");
      announce(ada, "b", 100_000);
      ada.sendBinary(picture);
      JsonObject refused = ada.next("error");
      assertThat(refused.getString("id")).isEqualTo("b");
      assertThat(refused.getJsonObject("data").getString("code")).isEqualTo("FRAME_TOO_LARGE");
      announce(ada, "c", 20_000_000);
      assertThat(error(ada)).isEqualTo("FRAME_TOO_LARGE");
      ada.sendBinary(new byte[15_000_000]); // In two frames, each within the codec's bound.
      assertThat(error(ada)).isEqualTo("FRAME_TOO_LARGE");
      assertThat(
              ada.refusal(
                      "send_message",
                      new JsonObject()
                          .put("conversation_id", conversation(ada))
                          .put("attachments", new JsonArray().add(987_654_321)))
                  .getString("code"))
          .isEqualTo("INVALID_FIELD");
    }
  }

  @Test
  void letsNobodySendMuchBeforeSigningIn() {
    try (ChatClient client = ChatClient.connect(vertx, server.port())) {
      client.sendBinary(new byte[3_000_000]);
      assertThat(client.closed().code()).isIn(1009, 1006);
    }
  }

  private static void announce(ChatClient client, String id, int bytes) {
    client.send(
        new JsonObject()
            .put("type", "attach")
            .put("id", id)
            .put("data", new JsonObject().put("bytes", bytes)));
  }

  private static String error(ChatClient client) {
    return client.next("error").getJsonObject("data").getString("code");
  }

  private static JsonObject guest(String name) {
    return Http.guest(server.port(), name);
  }

  private static String token(JsonObject login) {
    return login.getString("access_token");
  }

  private static ChatClient client(JsonObject login) {
    return ChatClient.login(vertx, server.port(), token(login));
  }

  private static long conversation(ChatClient client) {
    return client
        .call("create_conversation", new JsonObject())
        .getJsonObject("conversation")
        .getLong("id");
  }

  private static HttpResponse<byte[]> post(String token, String type, byte[] body) {
    return send(
        request(PATH, token).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  private static HttpResponse<byte[]> get(String path, String token) {
    return send(request(path, token).GET());
  }

  private static HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(30));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void problem(HttpResponse<byte[]> answer, int status, String... codes) {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
    assertThat(json(answer).getString("code")).isIn((Object[]) codes);
  }

  private static JsonObject json(HttpResponse<byte[]> answer) {
    return new JsonObject(text(answer));
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
