package dev.parley.api.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The API for programs as it looks on the wire, and what it says to bad input. */
class OpenAiApiIT {
  private static final String COMPLETIONS = "/v1/chat/completions";

  @RegisterExtension
  static final Stage stage = Stage.with("AI_MODEL", "scripted", "PARLEY_AI_OPENAI_VISION", "true");

  private static String token;
  private static String key;

  @BeforeAll
  static void start() {
    token = stage.guest("Ada").token();
    key = Keys.make(stage.port(), token);
  }

  @Test
  void anAnswerComesAsAWhole() {
    stage.provider().next(Script.answer("Hello ", "there"));

    Answer answer = post(asking("Hi").put("temperature", 0.5).put("user", "u").put("new", 1));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonObject body = answer.body();
    assertThat(body.getString("id")).startsWith("chatcmpl-");
    assertThat(body.getString("object")).isEqualTo("chat.completion");
    assertThat(body.getLong("created")).isGreaterThan(1_700_000_000L);
    assertThat(body.getString("model")).isEqualTo("scripted");
    JsonObject choice = body.getJsonArray("choices").getJsonObject(0);
    assertThat(choice)
        .isEqualTo(
            new JsonObject()
                .put("index", 0)
                .put(
                    "message",
                    new JsonObject()
                        .put("role", "assistant")
                        .put("content", "Hello there")
                        .putNull("refusal"))
                .putNull("logprobs")
                .put("finish_reason", "stop"));
    assertThat(body.getJsonObject("usage"))
        .isEqualTo(
            new JsonObject()
                .put("prompt_tokens", 10)
                .put("completion_tokens", 2)
                .put("total_tokens", 12));
    assertThat(lastAsked().getJsonArray("messages"))
        .isEqualTo(JsonArray.of(new JsonObject().put("role", "user").put("content", "Hi")));
  }

  @Test
  void aStreamIsWhatClientsExpect() {
    stage.provider().next(Script.answer("Hello ", "there"));

    Answer answer =
        post(
            asking("Hi")
                .put("stream", true)
                .put("stream_options", new JsonObject().put("include_usage", true)));

    assertThat(answer.type()).startsWith("text/event-stream");
    List<String> data = events(answer.text());
    assertThat(data.getLast()).isEqualTo("[DONE]");
    List<JsonObject> chunks =
        data.subList(0, data.size() - 1).stream().map(JsonObject::new).toList();
    assertThat(chunks)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.getString("object")).isEqualTo("chat.completion.chunk");
              assertThat(chunk.getString("id")).isEqualTo(chunks.getFirst().getString("id"));
              assertThat(chunk.getString("model")).isEqualTo("scripted");
            });
    assertThat(choice(chunks.getFirst()).getJsonObject("delta"))
        .isEqualTo(new JsonObject().put("role", "assistant").put("content", ""));
    assertThat(choice(chunks.getFirst()).containsKey("finish_reason")).isTrue();
    StringBuilder text = new StringBuilder();
    chunks.stream()
        .filter(chunk -> !chunk.getJsonArray("choices").isEmpty())
        .map(chunk -> choice(chunk).getJsonObject("delta").getString("content", ""))
        .forEach(text::append);
    assertThat(text).hasToString("Hello there");
    assertThat(choice(chunks.get(chunks.size() - 2)).getString("finish_reason")).isEqualTo("stop");
    assertThat(chunks.getLast().getJsonArray("choices")).isEmpty();
    assertThat(chunks.getLast().getJsonObject("usage").getInteger("total_tokens")).isEqualTo(12);
  }

  @Test
  void anAnswerEndsBeforeAStopTextAndAtItsBound() {
    stage.provider().next(Script.answer("one E", "ND two"));
    JsonObject stopped = post(asking("Hi").put("stop", "END")).body();
    assertThat(said(stopped)).isEqualTo("one ");
    assertThat(choice(stopped).getString("finish_reason")).isEqualTo("stop");

    stage.provider().next(Script.answer("a very long answer"));
    JsonObject cut = post(asking("Hi").put("max_completion_tokens", 2)).body();
    assertThat(said(cut)).isEqualTo("a very l");
    assertThat(choice(cut).getString("finish_reason")).isEqualTo("length");
  }

  @Test
  void partsAndPicturesReachTheProvider() {
    String pixel =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8A"
            + "AQUBAScY42YAAAAASUVORK5CYII=";
    JsonArray parts =
        JsonArray.of(
            new JsonObject().put("type", "text").put("text", "Look at"),
            new JsonObject().put("type", "text").put("text", "this"),
            picture(pixel));
    stage.provider().next(Script.answer("A pixel"));

    assertThat(said(post(asking(parts)).body())).isEqualTo("A pixel");

    String asked = lastAsked().encode();
    assertThat(asked).contains("Look at\\nthis", "data:image/png;base64,iVBOR");
    refused(post(asking(JsonArray.of(picture("https://example.org/a.png")))), 400, "invalid_value");
    refused(post(asking(JsonArray.of(picture("data:image/png;base64,AAAA")))), 400, null);
  }

  @Test
  void aStoredExchangeIsAConversationOfTheOwner() {
    String ben = stage.guest("Ben").token();
    String his = Keys.make(stage.port(), ben);
    stage.provider().next(Script.answer("Because."));
    JsonObject asking =
        messages(message("system", "Be brief."), message("user", "Why\n is it?"))
            .put("store", true);

    assertThat(Http.post(stage.port(), COMPLETIONS, his, asking).status()).isEqualTo(200);

    JsonArray found =
        Http.get(stage.port(), "/api/v1/conversations", ben).body().getJsonArray("conversations");
    assertThat(found).hasSize(1);
    JsonObject kept = found.getJsonObject(0);
    assertThat(kept.getString("title")).isEqualTo("Why is it?");
    assertThat(kept.getString("context")).isEqualTo("Be brief.");
    String path = "/api/v1/conversations/" + kept.getLong("id") + "/messages";
    assertThat(Http.get(stage.port(), path, ben).text()).contains("Why\\n is it?", "Because.");
  }

  @Test
  void badInputIsRefusedInOpenAisShape() {
    refused(raw("{not json", key), 400, "invalid_json");
    refused(raw("[]", key), 400, "invalid_json");
    refused(post(new JsonObject()), 400, "invalid_value");
    refused(post(messages()), 400, "invalid_value");
    refused(post(messages(message("wizard", "Hi"))), 400, "invalid_value");
    refused(post(messages(message("tool", "Hi"))), 400, "invalid_value");
    refused(post(asking("Hi").put("n", 2)), 400, "unsupported_parameter");
    refused(post(asking("Hi").put("stream", "yes")), 400, "invalid_value");
    refused(post(asking("Hi").put("temperature", 3)), 400, "invalid_value");
    refused(post(asking("Hi").put("max_tokens", 0)), 400, "invalid_value");
    refused(post(asking("Hi").put("stop", List.of("a", "b", "c", "d", "e"))), 400, null);
    refused(
        post(asking("Hi").put("functions", JsonArray.of(new JsonObject()))),
        400,
        "unsupported_parameter");
    refused(post(asking("x".repeat(2_000_000))), 400, "context_length_exceeded");
    refused(post(asking("x".repeat(20_000_000))), 413, "request_too_large");
    JsonObject error = refused(post(asking("Hi").put("model", "nobody")), 404, "model_not_found");
    assertThat(error.getString("param")).isEqualTo("model");
    refused(Http.get(stage.port(), "/v1/embeddings", key), 404, null);
    refused(Http.get(stage.port(), COMPLETIONS, key), 405, null);
  }

  @Test
  void modelsAreListed() {
    JsonObject list = Http.get(stage.port(), "/v1/models", key).body();
    assertThat(list.getString("object")).isEqualTo("list");
    JsonObject first = list.getJsonArray("data").getJsonObject(0);
    assertThat(first.getString("id")).isEqualTo("scripted");
    assertThat(Http.get(stage.port(), "/v1/models/scripted", key).body()).isEqualTo(first);
    refused(Http.get(stage.port(), "/v1/models/nobody", key), 404, "model_not_found");
  }

  @Test
  void onlyGoodKeysComeInAndOnlyHere() {
    refused(Http.post(stage.port(), COMPLETIONS, null, asking("Hi")), 401, "invalid_api_key");
    refused(Http.post(stage.port(), COMPLETIONS, token, asking("Hi")), 401, "invalid_api_key");
    String wrong = "pk-" + "x".repeat(43);
    refused(Http.post(stage.port(), COMPLETIONS, wrong, asking("Hi")), 401, "invalid_api_key");
    assertThat(Http.get(stage.port(), "/api/v1/conversations", key).status()).isEqualTo(401);
    String models = Keys.make(stage.port(), token, "models", "models").getString("key");
    assertThat(Http.get(stage.port(), "/v1/models", models).status()).isEqualTo(200);
    refused(
        Http.post(stage.port(), COMPLETIONS, models, asking("Hi")),
        403,
        "insufficient_permissions");
  }

  @Test
  void aRevokedKeyIsUselessAtOnce() {
    JsonObject made = Keys.make(stage.port(), token, "for a day");
    String mine = made.getString("key");
    assertThat(Http.get(stage.port(), "/v1/models", mine).status()).isEqualTo(200);
    String listed = Http.get(stage.port(), Keys.PATH, token).text();
    assertThat(listed).contains("for a day", mine.substring(0, 8)).doesNotContain(mine);

    assertThat(Keys.revoke(stage.port(), token, made.getLong("id")).status()).isEqualTo(204);

    refused(Http.get(stage.port(), "/v1/models", mine), 401, "invalid_api_key");
    String eve = stage.guest("Eve").token();
    assertThat(Keys.revoke(stage.port(), eve, made.getLong("id")).status()).isEqualTo(404);
    assertThat(Http.get(stage.port(), Keys.PATH, token).text()).contains("revoked_at");
  }

  @Test
  void aProviderThatFailsIsTold() {
    stage.provider().next(Script.error(401, "bad_key", "no"));
    refused(post(asking("Hi")), 503, "service_unavailable");
    stage.provider().next(Script.stream().text("half ").breakOff());
    Answer broken = post(asking("Hi").put("stream", true));
    assertThat(broken.status()).isEqualTo(200);
    JsonObject last = new JsonObject(events(broken.text()).getLast());
    assertThat(last.getJsonObject("error").getString("code")).isEqualTo("service_unavailable");
  }

  @Test
  void whoLeavesCancels() throws Exception {
    takeAll();
    stage.provider().next(Script.stream().text("Once ").gate(new Gate()));
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<InputStream> response =
        client.send(
            request(asking("Hi").put("stream", true).encode(), key),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.body().read()).isEqualTo('d');
    ScriptedProvider.Asked asked = stage.provider().takeAsked();
    response.body().close();
    client.shutdownNow();
    Await.result(asked.gone());
  }

  private static JsonObject lastAsked() {
    JsonObject last = stage.provider().takeAsked().body();
    while (stage.provider().untaken() > 0) {
      last = stage.provider().takeAsked().body();
    }
    return last;
  }

  private static void takeAll() {
    while (stage.provider().untaken() > 0) {
      stage.provider().takeAsked();
    }
  }

  private static JsonObject asking(Object content) {
    return messages(message("user", content));
  }

  private static JsonObject messages(JsonObject... messages) {
    return new JsonObject().put("messages", JsonArray.of((Object[]) messages));
  }

  private static JsonObject message(String role, Object content) {
    return new JsonObject().put("role", role).put("content", content);
  }

  private static JsonObject picture(String url) {
    return new JsonObject()
        .put("type", "image_url")
        .put("image_url", new JsonObject().put("url", url));
  }

  private static Answer post(JsonObject body) {
    return Http.post(stage.port(), COMPLETIONS, key, body);
  }

  private static Answer raw(String body, String key) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              request(body, key), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      String type = response.headers().firstValue("Content-Type").orElse("");
      return new Answer(
          response.statusCode(), type, new JsonObject(response.body()), response.body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpRequest request(String body, String key) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.port() + COMPLETIONS))
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static JsonObject refused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.type()).startsWith("application/json");
    JsonObject error = answer.body().getJsonObject("error");
    assertThat(error.fieldNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
    assertThat(error.getString("message")).isNotBlank();
    if (code != null) {
      assertThat(error.getString("code")).as(answer.text()).isEqualTo(code);
    }
    return error;
  }

  private static List<String> events(String stream) {
    return Arrays.stream(stream.split("\n\n", -1))
        .filter(event -> event.startsWith("data: "))
        .map(event -> event.substring(6))
        .toList();
  }

  private static JsonObject choice(JsonObject body) {
    return body.getJsonArray("choices").getJsonObject(0);
  }

  private static String said(JsonObject completion) {
    return choice(completion).getJsonObject("message").getString("content");
  }
}
