package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Http.Answer;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.Stage;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slash commands that come by HTTP, and commands that come twice. */
class HttpCommandsIT {
  @RegisterExtension static final Stage stage = Stage.with();

  private final HttpClientAgent http = stage.vertx().createHttpClient();
  private final ScriptedProvider provider = stage.provider();
  private final String person = "ada-" + UUID.randomUUID();
  private final Person ada = stage.guest("Ada");
  private final long conversation = ada.newConversation();
  private final String path = "/api/v1/conversations/" + conversation + "/messages";

  @AfterEach
  void stop() {
    Await.result(http.close());
  }

  @Test
  void commandsAreCarriedOutAndNotStored() {
    Answer help = post("/help");
    assertThat(help.status()).isEqualTo(200);
    assertThat(help.body().getString("command")).isEqualTo("help");
    assertThat(help.body().getJsonObject("result").getJsonArray("commands")).hasSize(8);

    done("/setcontext text=\"I am a pirate\"");
    assertThat(done("/getcontext").getString("context")).isEqualTo("I am a pirate");
    done("/clearcontext");
    assertThat(done("/getcontext").getString("context")).isEmpty();
    assertThat(messages()).isEmpty();
    assertThat(provider.untaken()).isZero();
  }

  @Test
  void theModelIsAskedAndWaitedFor() {
    provider.next(Script.answer("Hola"));
    assertThat(done("/translate text=Hello target_language=Spanish").getString("translation"))
        .isEqualTo("Hola");
    provider.next(Script.answer("The food"));
    JsonObject analyzed = done("/analyze text=\"I love this food\"");
    assertThat(analyzed.getString("sentiment")).isEqualTo("positive");
    assertThat(analyzed.getJsonArray("key_points")).containsExactly("The food");
    assertThat(done("/summarize").getString("summary")).contains("nothing to summarize");
    assertThat(messages()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/nonsense|There is no command /nonsense",
        "/analyze|Usage: /analyze text=",
        "/translate text=\"x\"|target_language is missing",
      })
  void aMistakeIsAProblemWithTheUsage(String content, String detail) {
    Answer refused = post(content);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.type()).startsWith("application/problem+json");
    assertThat(refused.body().getString("code")).isEqualTo("INVALID_FIELD");
    assertThat(refused.body().getString("detail")).contains(detail);
    assertThat(messages()).isEmpty();
    assertThat(provider.untaken()).isZero();
  }

  @Test
  void notesAndTwoSlashesAreMessages() {
    JsonObject note = text("/clear").put("message_type", "note");
    assertThat(ada.post(path, note).status()).isEqualTo(202);
    Answer sent = post("//help me");
    assertThat(sent.status()).isEqualTo(202);
    assertThat(sent.body().getJsonObject("message").getString("content")).isEqualTo("/help me");
    // Or its request would come in the middle of another test.
    provider.takeAsked();
  }

  @Test
  void aStrangerGivesNoCommands() {
    Person eve = stage.guest("Eve");
    for (String content : List.of("/help", "/clear", "/nonsense")) {
      assertThat(eve.post(path, text(content)).status()).isEqualTo(404);
    }
  }

  @Test
  void whatCannotBeDoneIsAProblemOfItsOwnKind() {
    Gate gate = new Gate();
    provider.next(Script.stream().gate(gate).text("so").finish("stop").done().end());
    post("Talk");
    Await.result(gate.reached());
    Answer refused = post("/clear");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().getString("code")).isEqualTo("CONFLICT");
    gate.open();
  }

  @Test
  void whoGoesAwayIsNotAnswered() {
    for (String target : List.of(path, "/generate?user_id=" + person)) {
      provider.next(Script.silence());
      HttpClientRequest request = begin(target, "/translate text=Hello target_language=Spanish");
      ScriptedProvider.Asked asked = provider.takeAsked();
      Await.result(request.connection().close());
      Await.result(asked.gone());
    }
  }

  @Test
  void onePersonCannotAskWithoutEnd() {
    List<HttpClientRequest> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      provider.next(Script.silence());
      waiting.add(begin(path, "/translate text=Hello target_language=Spanish"));
      provider.takeAsked();
    }
    Answer refused = post("/analyze text=Hello");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.body().getString("detail")).contains("Too many");
    assertThat(done("/help")).isNotNull();
    waiting.forEach(request -> Await.result(request.connection().close()));
  }

  @Test
  void aRepeatedCommandIsCarriedOutOnce() {
    JsonObject set = text("/setcontext text=first").put("client_message_id", "a");
    Answer first = ada.post(path, set);
    done("/setcontext text=second");
    assertThat(ada.post(path, set).body()).isEqualTo(first.body());
    assertThat(done("/getcontext").getString("context")).isEqualTo("second");

    provider.next(Script.answer("Hola"));
    JsonObject translate =
        text("/translate text=Hello target_language=Spanish").put("client_message_id", "b");
    Answer asked = ada.post(path, translate);
    assertThat(ada.post(path, translate).body()).isEqualTo(asked.body());
    provider.takeAsked();
    assertThat(provider.untaken()).isZero();
  }

  @Test
  void aCommandThatFailedHasAnotherTry() {
    JsonObject translate =
        text("/translate text=Hello target_language=Spanish").put("client_message_id", "c");
    provider.next(Script.error(401, "invalid_api_key", "no"));
    assertThat(ada.post(path, translate).status()).isEqualTo(503);
    provider.next(Script.answer("Hola"));
    assertThat(ada.post(path, translate).status()).isEqualTo(200);
  }

  /** The usual case: the answer was lost with the socket, or the socket while it was awaited. */
  @Test
  void aSocketThatComesBackDoesNotClearAgain() {
    JsonObject clear =
        text("/clear").put("conversation_id", conversation).put("client_message_id", "d");
    try (ChatClient before = ada.connect()) {
      before.call("send_message", clear);
    }
    JsonObject note = text("Stays").put("message_type", "note");
    ada.post(path, note);
    try (ChatClient after = ada.connect()) {
      after.call("send_message", clear);
      assertThat(after.nextData("command_response").getJsonObject("result"))
          .contains(Map.entry("status", "success"));
    }
    assertThat(messages()).hasSize(1);
  }

  @Test
  void anOldClientIsAnsweredInItsOwnShape() {
    JsonObject ask = new JsonObject().put("chat_id", "talk").put("message", "/getcontext");
    JsonObject whole = Http.post(stage.port(), "/generate?user_id=" + person, null, ask).body();
    assertThat(whole.getString("chat_id")).isEqualTo("talk");
    assertThat(whole.getString("command")).isEqualTo("getcontext");
    assertThat(whole.getString("status")).isEqualTo("completed");
    assertThat(whole.getJsonObject("result").getString("status")).isEqualTo("success");

    JsonObject wrong =
        Http.post(stage.port(), "/generate?user_id=" + person, null, ask.put("message", "/x"))
            .body();
    assertThat(wrong.getString("response")).contains("There is no command /x");
    assertThat(wrong.getString("status")).isEqualTo("failed");

    Answer events =
        Http.post(stage.port(), "/generate?user_id=" + person, null, ask.put("stream", true));
    assertThat(events.type()).startsWith("text/event-stream");
    assertThat(events.text()).startsWith("data: {").endsWith("}\n\n");
    JsonObject event = new JsonObject(events.text().substring("data: ".length()));
    assertThat(event.getString("event")).isEqualTo("ai_response");
    assertThat(event.getBoolean("partial")).isFalse();
    assertThat(event.getJsonObject("result").getString("status")).isEqualTo("error");

    JsonObject chat = Http.get(stage.port(), "/chat/talk?user_id=" + person, null).body();
    assertThat(chat.getJsonArray("messages")).isEmpty();
    assertThat(provider.untaken()).isZero();
  }

  private Answer post(String content) {
    return ada.post(path, text(content));
  }

  private JsonObject done(String command) {
    Answer answer = post(command);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body().getJsonObject("result");
  }

  /** Posts and does not wait for the answer. */
  private HttpClientRequest begin(String target, String content) {
    JsonObject body = text(content).put("message", content);
    HttpClientRequest request =
        Await.result(http.request(HttpMethod.POST, stage.port(), "127.0.0.1", target));
    if (target.equals(path)) {
      request.putHeader("Authorization", "Bearer " + ada.token());
    }
    request.putHeader("Content-Type", "application/json");
    Await.result(request.end(body.encode()));
    return request;
  }

  private JsonArray messages() {
    return ada.get(path).body().getJsonArray("messages");
  }

  private static JsonObject text(String content) {
    return new JsonObject().put("content", content);
  }
}
