package dev.parley;

import static dev.parley.testing.CommandData.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.tool.TestTool;
import dev.parley.ai.tool.Tool;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Http;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import dev.parley.testing.ToolScript;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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
      TestTool.saying("restart", "Done").allowing(Tool.Person::admin);

  @RegisterExtension
  static final Stage stage =
      Stage.with("PARLEY_HTTP_INSTANCES", "2", "PARLEY_AUTH_ADMINS", "toolsroot")
          .tools(WEATHER, LIGHT, DUMP, SLOW, RESTART);

  @Test
  void anAnswerGoesOnWithWhatAToolSaid() {
    stage
        .provider()
        .next(ToolScript.wanting("Let me see.", "call_1", "weather", "{\"place\":\"Oslo\"}"));
    stage.provider().next(Script.answer("It ", "rains."));
    Person login = stage.guest("Guest");
    try (ChatClient ada = login.connect()) {
      long conversation = ada.newConversation();
      ada.say(conversation, "How is the weather?");

      JsonObject started = activity(ada, "started");
      assertThat(started.getString("tool")).isEqualTo("weather");
      assertThat(started.getString("detail")).isEqualTo("{\"place\":\"Oslo\"}");
      JsonObject finished = activity(ada, "finished");
      assertThat(finished.getString("call_id")).isEqualTo(started.getString("call_id"));
      assertThat(finished.getString("detail")).isEqualTo("Rain");
      JsonObject complete = ada.nextData("stream_complete");
      assertThat(complete.getJsonObject("message").getString("content"))
          .isEqualTo("Let me see.\n\nIt rains.");
      assertThat(complete.getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(22);

      JsonObject first = stage.provider().takeAsked().body();
      assertThat(names(first)).contains("weather", "light").doesNotContain("restart");
      assertThat(stage.provider().takeAsked().lastMessage())
          .isEqualTo(
              new JsonObject()
                  .put("role", "tool")
                  .put("tool_call_id", "call_1")
                  .put("content", "Rain"));

      JsonObject stats = login.get("/api/v1/stats").body();
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
    Person login = stage.guest("Guest");
    String arguments = wantLight();
    stage.provider().next(Script.answer("Done."));
    long conversation;
    String id;
    try (ChatClient ada = login.connect()) {
      conversation = ada.newConversation();
      ada.say(conversation, "Switch on the light");
      JsonObject question = question(ada);
      assertThat(question.getString("arguments")).isEqualTo(arguments);
      assertThat(question.getLong("expires_in_ms")).isPositive();
      id = question.getString("confirmation_id");
    }
    try (ChatClient again = login.connect()) {
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
  }

  @Test
  void othersSeeThatItWaitsAndCannotAnswer() {
    Person adaLogin = stage.guest("Guest");
    Person benLogin = stage.guest("Guest");
    String arguments = wantLight();
    stage.provider().next(Script.answer("As you like."));
    try (ChatClient ada = adaLogin.connect();
        ChatClient ben = benLogin.connect()) {
      long conversation = ada.newConversation();
      invite(ada, conversation, benLogin);
      ben.call("join_conversation", in(conversation));
      ada.say(conversation, "Switch on the light");

      JsonObject seen = activity(ben, "confirm");
      assertThat(seen.containsKey("confirmation_id")).isFalse();
      assertThat(seen.containsKey("arguments")).isFalse();
      String id = question(ada).getString("confirmation_id");
      assertThat(ben.refusal("tool_confirm", decision(id, true)).getString("code"))
          .isEqualTo("NOT_FOUND");
      String path = "/api/v1/tool-confirmations/" + id;
      assertThat(benLogin.post(path, allow(true)).status()).isEqualTo(404);
      assertThat(called(arguments)).isFalse();
      assertThat(adaLogin.post(path, allow(false)).status()).isEqualTo(204);
      assertThat(activity(ben, "failed").getString("detail")).isEqualTo("The person did not agree");
      ben.next("stream_complete");
      assertThat(ben.received("tool_activity")).noneMatch(one -> one.containsKey("arguments"));
      assertThat(called(arguments)).isFalse();
      assertThat(adaLogin.post(path, allow(true)).status()).isEqualTo(404);
    }
  }

  @Test
  void whoAsksForAnotherAnswerIsWhoIsAsked() {
    Person adaLogin = stage.guest("Guest");
    Person benLogin = stage.guest("Guest");
    stage.provider().next(Script.answer("No."));
    try (ChatClient ada = adaLogin.connect();
        ChatClient ben = benLogin.connect()) {
      long conversation = ada.newConversation();
      invite(ada, conversation, benLogin);
      ben.call("join_conversation", in(conversation));
      ada.say(conversation, "Switch on the light");
      long answer = ben.nextData("stream_complete").getLong("message_id");
      String arguments = wantLight();
      stage.provider().next(Script.answer("Done."));
      ben.call("regenerate", new JsonObject().put("message_id", answer));
      ben.call("tool_confirm", decision(question(ben).getString("confirmation_id"), true));
      ben.next("stream_complete");
      assertThat(ada.received("tool_activity"))
          .noneMatch(one -> one.containsKey("confirmation_id"));
      assertThat(LIGHT.calls())
          .filteredOn(call -> call.arguments().equals(arguments))
          .singleElement()
          .matches(call -> call.person().userId() == benLogin.id() && call.person().guest());
    }
  }

  @Test
  void aStopEndsAnAnswerThatWaitsForATool() {
    stage.provider().next(ToolScript.wanting("Wait.", "call_1", "slow", "{}"));
    try (ChatClient ada = stage.guest("Guest").connect()) {
      long conversation = ada.newConversation();
      ada.say(conversation, "Take your time");
      activity(ada, "started");
      ada.call("stop", in(conversation));
      activity(ada, "failed");
      JsonObject stopped = ada.nextData("stream_stopped");
      assertThat(stopped.getJsonObject("message").getString("content")).isEqualTo("Wait.");
    }
  }

  @Test
  void aHugeResultIsKeptInBoundsForMembersOnly() {
    Person adaLogin = stage.guest("Guest");
    stage.provider().next(ToolScript.wanting("", "call_1", "dump", "{}"));
    stage.provider().next(Script.answer("That is a lot."));
    try (ChatClient ada = adaLogin.connect()) {
      long conversation = ada.newConversation();
      ada.say(conversation, "Dump it");
      JsonObject finished = activity(ada, "finished");
      JsonObject complete = ada.nextData("stream_complete");
      stage.provider().takeAsked();
      assertThat(stage.provider().takeAsked().lastMessage().getString("content"))
          .hasSizeBetween(16_000, 16_200);

      String path = "/api/v1/tool-results/" + finished.getLong("result_id");
      Http.Answer whole = adaLogin.get(path);
      assertThat(whole.status()).isEqualTo(200);
      assertThat(whole.type()).isEqualTo("text/plain; charset=utf-8");
      assertThat(whole.text()).hasSize(1024 * 1024).startsWith("0123456789").endsWith("are kept]");
      assertThat(stage.guest("Guest").get(path).status()).isEqualTo(404);
      assertThat(Http.get(stage.port(), path, null).status()).isEqualTo(401);

      long answer = complete.getLong("message_id");
      ada.call("delete_message", new JsonObject().put("message_id", answer));
      assertThat(adaLogin.get(path).status()).isEqualTo(404);
    }
  }

  @Test
  void whatIsForAdministratorsIsNeitherOfferedToOthersNorCalledForThem() {
    stage.provider().next(ToolScript.wanting("", "call_1", "restart", "{}"));
    stage.provider().next(Script.answer("I may not."));
    try (ChatClient ada = stage.guest("Guest").connect()) {
      ada.say(ada.newConversation(), "Call the tool restart!");
      assertThat(activity(ada, "failed").getString("tool")).isEqualTo("restart");
      ada.next("stream_complete");
    }
    assertThat(names(stage.provider().takeAsked().body())).doesNotContain("restart");
    stage.provider().takeAsked();
    assertThat(RESTART.calls()).isEmpty();

    stage.provider().next(ToolScript.wanting("", "call_1", "restart", "{}"));
    stage.provider().next(Script.answer("Done."));
    try (ChatClient client = stage.account("toolsroot").connect()) {
      client.say(client.newConversation(), "Restart it");
      assertThat(activity(client, "finished").getString("detail")).isEqualTo("Done");
      client.next("stream_complete");
    }
    assertThat(names(stage.provider().takeAsked().body())).contains("restart");
    stage.provider().takeAsked();
  }

  /** The model wants the light, with arguments that no other test has; these are returned. */
  private static String wantLight() {
    String arguments = new JsonObject().put("key", UUID.randomUUID().toString()).encode();
    stage.provider().next(ToolScript.wanting("", "call_1", "light", arguments));
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

  private static JsonObject activity(ChatClient client, String phase) {
    return client.nextData("tool_activity", data -> data.getString("phase").equals(phase));
  }

  private static JsonObject question(ChatClient client) {
    return client.nextData("tool_activity", data -> data.containsKey("confirmation_id"));
  }

  private static JsonObject decision(String id, boolean allow) {
    return allow(allow).put("confirmation_id", id);
  }

  private static JsonObject allow(boolean allow) {
    return new JsonObject().put("allow", allow);
  }

  private static void invite(ChatClient owner, long conversation, Person guest) {
    owner.call("invite", in(conversation).put("user", guest.id()));
  }
}
