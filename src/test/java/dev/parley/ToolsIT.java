package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.tool.TestTool;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.Person;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import dev.parley.testing.ToolScript;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tools in conversations of the whole server, whose provider plays a script. */
class ToolsIT {
  private static final String HUGE = "0123456789".repeat(5 * 1024 * 1024);
  private static final Promise<Result> NEVER = Promise.promise();

  private static final TestTool WEATHER = TestTool.saying("weather", "Rain");
  private static final TestTool LIGHT =
      new TestTool("light", Effect.CHANGES, call -> Future.succeededFuture(Result.of("It is on")));
  private static final TestTool DUMP = TestTool.saying("dump", HUGE);
  private static final TestTool SLOW = new TestTool("slow", Effect.READS, call -> NEVER.future());
  private static final TestTool RESTART =
      TestTool.saying("restart", "Done").allowing(Person::admin);

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
                "PARLEY_HTTP_INSTANCES",
                "2",
                "PARLEY_AUTH_ADMINS",
                "toolsroot"),
            List.of(() -> List.of(WEATHER, LIGHT, DUMP, SLOW, RESTART)));
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.close();
    vertx.close().await();
  }

  @Test
  void anAnswerGoesOnWithWhatAToolSaid() {
    provider.next(ToolScript.wanting("Let me see.", "call_1", "weather", "{\"place\":\"Oslo\"}"));
    provider.next(Script.answer("It ", "rains."));
    JsonObject login = guest();
    try (ChatClient ada = client(login)) {
      long conversation = conversation(ada);
      ada.call("send_message", text(conversation, "How is the weather?"));

      JsonObject started = activity(ada, "started");
      assertThat(started.getString("tool")).isEqualTo("weather");
      assertThat(started.getString("detail")).isEqualTo("{\"place\":\"Oslo\"}");
      JsonObject finished = activity(ada, "finished");
      assertThat(finished.getString("call_id")).isEqualTo(started.getString("call_id"));
      assertThat(finished.getString("detail")).isEqualTo("Rain");
      JsonObject complete = ada.next("stream_complete").getJsonObject("data");
      assertThat(complete.getJsonObject("message").getString("content"))
          .isEqualTo("Let me see.\n\nIt rains.");
      assertThat(complete.getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(22);

      JsonObject first = provider.takeAsked().body();
      assertThat(names(first)).contains("weather", "light").doesNotContain("restart");
      JsonArray messages = provider.takeAsked().body().getJsonArray("messages");
      assertThat(messages.getJsonObject(messages.size() - 1))
          .isEqualTo(
              new JsonObject()
                  .put("role", "tool")
                  .put("tool_call_id", "call_1")
                  .put("content", "Rain"));

      JsonObject stats = Http.get(server.port(), "/api/v1/stats", token(login)).body();
      assertThat(stats.getString("tool_activity")).contains("weather ");
      assertThat(stats.getJsonArray("tools").stream().map(one -> (JsonObject) one))
          .anyMatch(
              tool ->
                  tool.getString("tool").equals("weather")
                      && tool.getJsonObject("outcomes").getInteger("ok") > 0);
    }
  }

  @Test
  void aPersonAgreesAlsoAfterAReload() {
    JsonObject login = guest();
    String arguments = wantLight();
    provider.next(Script.answer("Done."));
    long conversation;
    String id;
    try (ChatClient ada = client(login)) {
      conversation = conversation(ada);
      ada.call("send_message", text(conversation, "Switch on the light"));
      JsonObject question = question(ada);
      assertThat(question.getString("arguments")).isEqualTo(arguments);
      assertThat(question.getLong("expires_in_ms")).isPositive();
      id = question.getString("confirmation_id");
    }
    try (ChatClient again = client(login)) {
      again.call("join_conversation", in(conversation));
      assertThat(question(again).getString("confirmation_id")).isEqualTo(id);
      assertThat(called(arguments)).isFalse();
      again.call("tool_confirm", decision(id, true));
      activity(again, "finished");
      again.next("stream_complete");
      assertThat(called(arguments)).isTrue();
      assertThat(again.refusal("tool_confirm", decision(id, true)).getString("code"))
          .isEqualTo("NOT_FOUND");
    }
    drainAsked();
  }

  @Test
  void othersSeeThatItWaitsAndCannotAnswer() {
    JsonObject adaLogin = guest();
    JsonObject benLogin = guest();
    String arguments = wantLight();
    provider.next(Script.answer("As you like."));
    try (ChatClient ada = client(adaLogin);
        ChatClient ben = client(benLogin)) {
      long conversation = conversation(ada);
      invite(ada, conversation, benLogin);
      ben.call("join_conversation", in(conversation));
      ada.call("send_message", text(conversation, "Switch on the light"));

      JsonObject seen = activity(ben, "confirm");
      assertThat(seen.containsKey("confirmation_id")).isFalse();
      assertThat(seen.containsKey("arguments")).isFalse();
      String id = question(ada).getString("confirmation_id");
      assertThat(ben.refusal("tool_confirm", decision(id, true)).getString("code"))
          .isEqualTo("NOT_FOUND");
      String path = "/api/v1/tool-confirmations/" + id;
      assertThat(post(path, benLogin, true).status()).isEqualTo(404);
      assertThat(called(arguments)).isFalse();
      assertThat(post(path, adaLogin, false).status()).isEqualTo(204);
      assertThat(activity(ben, "failed").getString("detail")).isEqualTo("The person did not agree");
      ben.next("stream_complete");
      assertThat(ben.received("tool_activity")).noneMatch(one -> one.containsKey("arguments"));
      assertThat(called(arguments)).isFalse();
      assertThat(post(path, adaLogin, true).status()).isEqualTo(404);
    }
    drainAsked();
  }

  @Test
  void whoAsksForAnotherAnswerIsWhoIsAsked() {
    JsonObject adaLogin = guest();
    JsonObject benLogin = guest();
    provider.next(Script.answer("No."));
    try (ChatClient ada = client(adaLogin);
        ChatClient ben = client(benLogin)) {
      long conversation = conversation(ada);
      invite(ada, conversation, benLogin);
      ben.call("join_conversation", in(conversation));
      ada.call("send_message", text(conversation, "Switch on the light"));
      long answer = ben.next("stream_complete").getJsonObject("data").getLong("message_id");
      String arguments = wantLight();
      provider.next(Script.answer("Done."));
      ben.call("regenerate", new JsonObject().put("message_id", answer));
      ben.call("tool_confirm", decision(question(ben).getString("confirmation_id"), true));
      ben.next("stream_complete");
      assertThat(ada.received("tool_activity"))
          .noneMatch(one -> one.containsKey("confirmation_id"));
      assertThat(LIGHT.calls())
          .filteredOn(call -> call.arguments().equals(arguments))
          .singleElement()
          .matches(call -> call.person().userId() == userId(benLogin) && call.person().guest());
    }
    drainAsked();
  }

  @Test
  void aStopEndsAnAnswerThatWaitsForATool() {
    provider.next(ToolScript.wanting("Wait.", "call_1", "slow", "{}"));
    try (ChatClient ada = client(guest())) {
      long conversation = conversation(ada);
      ada.call("send_message", text(conversation, "Take your time"));
      activity(ada, "started");
      ada.call("stop", in(conversation));
      activity(ada, "failed");
      JsonObject stopped = ada.next("stream_stopped").getJsonObject("data");
      assertThat(stopped.getJsonObject("message").getString("content")).isEqualTo("Wait.");
    }
    drainAsked();
  }

  @Test
  void aHugeResultIsKeptInBoundsForMembersOnly() {
    JsonObject adaLogin = guest();
    provider.next(ToolScript.wanting("", "call_1", "dump", "{}"));
    provider.next(Script.answer("That is a lot."));
    try (ChatClient ada = client(adaLogin)) {
      long conversation = conversation(ada);
      ada.call("send_message", text(conversation, "Dump it"));
      JsonObject finished = activity(ada, "finished");
      JsonObject complete = ada.next("stream_complete").getJsonObject("data");
      provider.takeAsked();
      JsonArray told = provider.takeAsked().body().getJsonArray("messages");
      assertThat(told.getJsonObject(told.size() - 1).getString("content"))
          .hasSizeBetween(16_000, 16_200);

      String path = "/api/v1/tool-results/" + finished.getLong("result_id");
      Http.Answer whole = Http.get(server.port(), path, token(adaLogin));
      assertThat(whole.status()).isEqualTo(200);
      assertThat(whole.type()).isEqualTo("text/plain; charset=utf-8");
      assertThat(whole.text()).hasSize(1024 * 1024).startsWith("0123456789").endsWith("are kept]");
      assertThat(Http.get(server.port(), path, token(guest())).status()).isEqualTo(404);
      assertThat(Http.get(server.port(), path, null).status()).isEqualTo(401);

      long answer = complete.getLong("message_id");
      ada.call("delete_message", new JsonObject().put("message_id", answer));
      assertThat(Http.get(server.port(), path, token(adaLogin)).status()).isEqualTo(404);
    }
  }

  @Test
  void whatIsForAdministratorsIsNeitherOfferedToOthersNorCalledForThem() {
    provider.next(ToolScript.wanting("", "call_1", "restart", "{}"));
    provider.next(Script.answer("I may not."));
    try (ChatClient ada = client(guest())) {
      ada.call("send_message", text(conversation(ada), "Call the tool restart!"));
      assertThat(activity(ada, "failed").getString("tool")).isEqualTo("restart");
      ada.next("stream_complete");
    }
    assertThat(names(provider.takeAsked().body())).doesNotContain("restart");
    provider.takeAsked();
    assertThat(RESTART.calls()).isEmpty();

    JsonObject root = new JsonObject().put("login", "toolsroot").put("password", "correct horse");
    JsonObject login =
        Http.post(server.port(), "/api/v1/auth/register", null, root.put("name", "Root")).body();
    provider.next(ToolScript.wanting("", "call_1", "restart", "{}"));
    provider.next(Script.answer("Done."));
    try (ChatClient client = client(login)) {
      client.call("send_message", text(conversation(client), "Restart it"));
      assertThat(activity(client, "finished").getString("detail")).isEqualTo("Done");
      client.next("stream_complete");
    }
    assertThat(names(provider.takeAsked().body())).contains("restart");
    provider.takeAsked();
  }

  /** The model wants the light, with arguments that no other test has; these are returned. */
  private static String wantLight() {
    String arguments = new JsonObject().put("key", UUID.randomUUID().toString()).encode();
    provider.next(ToolScript.wanting("", "call_1", "light", arguments));
    return arguments;
  }

  private static boolean called(String arguments) {
    return LIGHT.calls().stream().anyMatch(call -> call.arguments().equals(arguments));
  }

  private static List<String> names(JsonObject request) {
    return request.getJsonArray("tools").stream()
        .map(tool -> ((JsonObject) tool).getJsonObject("function").getString("name"))
        .toList();
  }

  private static void drainAsked() {
    while (provider.untaken() > 0) {
      provider.takeAsked();
    }
  }

  private static JsonObject activity(ChatClient client, String phase) {
    return client
        .next(
            frame ->
                frame.getString("type").equals("tool_activity")
                    && frame.getJsonObject("data").getString("phase").equals(phase),
            "tool_activity " + phase)
        .getJsonObject("data");
  }

  private static JsonObject question(ChatClient client) {
    return client
        .next(
            frame ->
                frame.getString("type").equals("tool_activity")
                    && frame.getJsonObject("data").containsKey("confirmation_id"),
            "a question")
        .getJsonObject("data");
  }

  private static JsonObject decision(String id, boolean allow) {
    return new JsonObject().put("confirmation_id", id).put("allow", allow);
  }

  private static Http.Answer post(String path, JsonObject login, boolean allow) {
    return Http.post(server.port(), path, token(login), new JsonObject().put("allow", allow));
  }

  private static void invite(ChatClient owner, long conversation, JsonObject login) {
    owner.call("invite", in(conversation).put("user", userId(login)));
  }

  private static JsonObject guest() {
    return Http.guest(server.port(), "Guest");
  }

  private static String token(JsonObject login) {
    return login.getString("access_token");
  }

  private static long userId(JsonObject login) {
    return login.getJsonObject("user").getLong("id");
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

  private static JsonObject in(long conversation) {
    return new JsonObject().put("conversation_id", conversation);
  }

  private static JsonObject text(long conversation, String content) {
    return in(conversation).put("content", content);
  }
}
