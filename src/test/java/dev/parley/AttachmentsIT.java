package dev.parley;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Person;
import dev.parley.testing.Pictures;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pictures on their whole way: in, into messages, out again, and to a model. */
class AttachmentsIT {
  private static final String PATH = "/api/v1/attachments";

  @RegisterExtension static final Stage stage = Stage.with("PARLEY_LIMITS_MESSAGE_BURST", "1000");

  @Test
  void comesByRestAndIsShownToMembersAndTheModel() {
    byte[] picture = Pictures.noise(700, 400, 7);
    assertThat(picture).hasSizeGreaterThan(512 * 1024);
    Person ada = stage.guest("Ada");
    JsonObject attachment = ada.upload("image/jpeg", picture);
    assertThat(attachment.getString("media_type")).isEqualTo("image/png");
    assertThat(attachment.getInteger("bytes")).isEqualTo(picture.length);
    assertThat(attachment.getInteger("width")).isEqualTo(700);
    assertThat(attachment.getInteger("height")).isEqualTo(400);

    HttpResponse<byte[]> own = get(attachment.getString("url"), ada.token());
    assertThat(own.statusCode()).isEqualTo(200);
    assertThat(own.body()).isEqualTo(picture);
    assertThat(header(own, "Content-Type")).isEqualTo("image/png");
    assertThat(header(own, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(own, "Content-Disposition")).startsWith("inline; filename=\"picture-");
    assertThat(header(own, "Cache-Control")).isEqualTo("private, no-cache");
    HttpResponse<byte[]> small = get(attachment.getString("thumbnail_url"), ada.token());
    assertThat(header(small, "Content-Type")).isEqualTo("image/jpeg");
    assertThat(small.body().length).isBetween(100, picture.length);
    assertThat(
            get(attachment.getString("url"), ada.token(), "If-None-Match", header(own, "ETag"))
                .statusCode())
        .isEqualTo(304);

    Person ben = stage.guest("Ben");
    Person eve = stage.guest("Eve");
    try (ChatClient client = ada.connect()) {
      long conversation = client.newConversation();
      assertThat(get(attachment.getString("url"), ben.token()).statusCode()).isEqualTo(404);
      client.call("invite", in(conversation).put("user", "" + ben.id()));
      stage.provider().next(Script.answer("A lot of noise."));
      JsonObject message =
          text(conversation, "What is this?")
              .put("attachments", new JsonArray().add(attachment.getLong("id")));
      JsonObject sent = client.call("send_message", message).getJsonObject("message");
      assertThat(sent.getJsonArray("attachments")).containsExactly(attachment);
      client.next("stream_complete");

      JsonArray parts = stage.provider().takeAsked().lastMessage().getJsonArray("content");
      assertThat(parts.getJsonObject(0))
          .isEqualTo(new JsonObject().put("type", "text").put("text", "What is this?"));
      assertThat(parts.getJsonObject(1).getJsonObject("image_url").getString("url"))
          .isEqualTo("data:image/png;base64," + Base64.getEncoder().encodeToString(picture));

      assertThat(get(attachment.getString("url"), ben.token()).body()).isEqualTo(picture);
      String link = attachment.getString("thumbnail_url") + "?token=" + ben.token();
      assertThat(get(link, null).statusCode()).isEqualTo(200);
      assertThat(get(attachment.getString("thumbnail_url"), null).statusCode()).isEqualTo(401);
      assertThat(get(attachment.getString("url"), eve.token()).statusCode()).isEqualTo(404);
      JsonArray page = client.messages(conversation);
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
    JsonObject attachment =
        stage.guest("Ada").upload("multipart/form-data; boundary=xx", body.toByteArray());
    assertThat(attachment.getString("media_type")).isEqualTo("image/gif");
    assertThat(attachment.getInteger("bytes")).isEqualTo(picture.length);
  }

  @Test
  void refusesWhatIsNoPictureOrTooLarge() {
    Person guest = stage.guest("Ada");
    String ada = guest.token();
    byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8);
    problem(post(ada, "image/svg+xml", svg), 415, "UNSUPPORTED_MEDIA");
    problem(post(ada, "image/png", svg), 415, "UNSUPPORTED_MEDIA");
    problem(post(ada, "text/html", Pictures.png(5, 5)), 415, "UNSUPPORTED_MEDIA");
    problem(post(ada, "image/png", new byte[20_000_000]), 413, "FRAME_TOO_LARGE");
    problem(post(null, "image/png", new byte[2_000_000]), 401, "INVALID_TOKEN", "AUTH_REQUIRED");
    problem(guest.get(PATH + "/999999999"), 404, "NOT_FOUND");
    problem(guest.get(PATH + "/x"), 404, "NOT_FOUND");
  }

  @Test
  void comesAsAnAnnouncedBinaryFrame() {
    byte[] picture = Pictures.noise(500, 300, 3);
    try (ChatClient ada = stage.guest("Ada").connect()) {
      announce(ada, "a", picture.length);
      ada.sendBinary(picture);
      JsonObject attachment = ada.nextData("ack").getJsonObject("attachment");
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
                      in(ada.newConversation())
                          .put("attachments", new JsonArray().add(987_654_321)))
                  .getString("code"))
          .isEqualTo("INVALID_FIELD");
    }
  }

  @Test
  void letsNobodySendMuchBeforeSigningIn() {
    try (ChatClient client = stage.stranger()) {
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
    return client.nextData("error").getString("code");
  }

  private static Answer post(String token, String type, byte[] body) {
    return Http.post(stage.port(), PATH, token, type, body);
  }

  private static HttpResponse<byte[]> get(String path, String token, String... headers) {
    return Http.bytes(stage.port(), path, token, headers);
  }

  private static void problem(Answer answer, int status, String... codes) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.body().getString("code")).isIn((Object[]) codes);
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
