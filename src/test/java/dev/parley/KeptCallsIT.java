package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ai.tool.TestTool;
import dev.parley.ai.tool.Tool.Effect;
import dev.parley.ai.tool.Tool.Result;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestDatabase;
import dev.parley.testing.TestServer;
import dev.parley.testing.ToolScript;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of tools are there for whoever comes later. */
class KeptCallsIT {
  private static final String PLACE = "{\"place\":\"Atlantis\"}";
  private static final TestTool WEATHER = TestTool.saying("weather", "Sunken sunshine");
  private static final TestTool DUMP = TestTool.saying("dump", "0123456789".repeat(10_000));
  private static final TestTool LIGHT =
      new TestTool("light", Effect.CHANGES, call -> Future.succeededFuture(Result.of("It is on")));
  private static final Promise<Result> LATE = Promise.promise();
  private static final TestTool SLOW = new TestTool("slow", Effect.READS, call -> LATE.future());

  private static final Promise<Result> NEVER = Promise.promise();
  private static final TestTool STUCK = new TestTool("stuck", Effect.READS, c -> NEVER.future());

  private static Vertx vertx;
  private static TestDatabase database;
  private static ScriptedProvider provider;
  private static TestServer server;

  private JsonObject login;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    provider = new ScriptedProvider();
    server =
        TestServer.start(
            Map.of(
                "OPENAI_BASE_URL",
                provider.baseUrl().toString(),
                "DATABASE_URL",
                database.url(),
                "PARLEY_AI_LEASE",
                "2s"),
            List.of(() -> List.of(WEATHER, DUMP, LIGHT, SLOW, STUCK)));
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.close();
    database.close();
    vertx.close().await();
  }

  @BeforeEach
  void come() {
    login = Http.guest(server.port(), "Ada");
  }

  @Test
  void whoComesLaterSeesTheCallsAsTheyWereTold() {
    provider.next(ToolScript.wanting("Let me see.", "call_1", "weather", PLACE));
    provider.next(ToolScript.wanting("", "call_2", "dump", "{}"));
    provider.next(Script.answer("It rains."));
    long conversation;
    JsonArray live;
    List<JsonObject> told;
    try (ChatClient ada = client()) {
      conversation = conversation(ada);
      ada.call("send_message", text(conversation, "How is the weather?"));
      live = message(ada.next("stream_complete")).getJsonArray("tool_calls");
      told = ada.received("tool_activity");
    }
    assertThat(phases(live)).containsExactly("weather finished ok", "dump finished ok");
    JsonObject weather = live.getJsonObject(0);
    assertThat(weather.getString("call_id")).isEqualTo(told.getFirst().getString("call_id"));
    assertThat(weather.getString("arguments")).isEqualTo(PLACE);
    assertThat(weather.getString("detail")).isEqualTo("Sunken sunshine");
    assertThat(weather.getInstant("ended_at")).isAfterOrEqualTo(weather.getInstant("started_at"));
    JsonObject dump = live.getJsonObject(1);
    assertThat(dump.getString("detail")).hasSize(500).isEqualTo(told.getLast().getString("detail"));
    assertThat(dump.getLong("result_id")).isEqualTo(told.getLast().getLong("result_id"));

    try (ChatClient again = client()) {
      assertThat(loaded(again, conversation)).isEqualTo(live);
    }
    String path = "/api/v1/conversations/" + conversation;
    assertThat(
            get(path + "/messages")
                .body()
                .getJsonArray("messages")
                .getJsonObject(1)
                .getJsonArray("tool_calls"))
        .isEqualTo(live);
    assertThat(get(path + "/export?format=json").text()).contains("Sunken sunshine", "tool_calls");
    String whole = "/api/v1/tool-results/" + dump.getLong("result_id");
    assertThat(get(whole).text()).hasSize(100_000);
  }

  @Test
  void sharedLinksAndForksTellNothingOfThem() {
    provider.next(ToolScript.wanting("", "call_1", "weather", PLACE));
    provider.next(Script.answer("It rains."));
    try (ChatClient ada = client()) {
      long conversation = conversation(ada);
      ada.call("send_message", text(conversation, "How is the weather?"));
      long answer = message(ada.next("stream_complete")).getLong("id");

      String path = "/api/v1/conversations/" + conversation;
      JsonObject link = post(path + "/share", new JsonObject());
      Http.Answer shared =
          Http.get(server.port(), "/api/v1/shared/" + link.getString("token"), null);
      assertThat(shared.text())
          .contains("It rains.")
          .doesNotContain("tool", "weather\"", "Atlantis", "Sunken");
      long fork = post(path + "/fork", new JsonObject().put("message_id", answer)).getLong("id");
      assertThat(get("/api/v1/conversations/" + fork + "/messages").text())
          .contains("It rains.")
          .doesNotContain("tool_calls", "Atlantis", "Sunken");
    }
  }

  @Test
  void whoJoinsOrComesBackWhileAToolWaitsSeesAllSoFar() {
    provider.next(ToolScript.wanting("", "call_1", "weather", PLACE));
    provider.next(ToolScript.wanting("", "call_2", "light", "{\"secret\":1}"));
    provider.next(Script.answer("As you like."));
    try (ChatClient ada = client();
        ChatClient second = client();
        ChatClient third = client()) {
      long conversation = conversation(ada);
      JsonObject sent = ada.call("send_message", text(conversation, "Light, please"));
      JsonObject question =
          ada.next(frame -> data(frame).containsKey("confirmation_id"), "a question")
              .getJsonObject("data");
      await(ada, "weather finished", "light confirm");

      JsonObject running =
          second
              .call("join_conversation", in(conversation))
              .getJsonArray("running")
              .getJsonObject(0);
      JsonArray sofar = running.getJsonArray("tool_calls");
      assertThat(phases(sofar)).containsExactly("weather finished ok", "light confirm null");
      assertThat(sofar.encode()).doesNotContain("secret");
      assertThat(loaded(second, conversation)).isEqualTo(sofar);

      long generation = sent.getJsonObject("generation").getLong("id");
      third.call(
          "resume", new JsonObject().put("generations", new JsonObject().put("" + generation, 0)));
      JsonObject resumed =
          third.next(frame -> data(frame).containsKey("generation"), "the answer resumed");
      assertThat(data(resumed).getJsonArray("tool_calls")).isEqualTo(sofar);

      ada.call(
          "tool_confirm",
          new JsonObject()
              .put("confirmation_id", question.getString("confirmation_id"))
              .put("allow", false));
      JsonArray end = message(second.next("stream_complete")).getJsonArray("tool_calls");
      assertThat(phases(end)).containsExactly("weather finished ok", "light failed declined");
      assertThat(end.encode()).doesNotContain("secret");
    }
  }

  @Test
  void aCallThatAStopCutsOffIsCancelled() {
    provider.next(ToolScript.wanting("Wait.", "call_1", "stuck", "{}"));
    try (ChatClient ada = client()) {
      long conversation = conversation(ada);
      ada.call("send_message", text(conversation, "Take your time"));
      ada.next("tool_activity");
      ada.call("stop", in(conversation));
      JsonArray end = message(ada.next("stream_stopped")).getJsonArray("tool_calls");
      assertThat(phases(end)).containsExactly("stuck failed cancelled");
      assertThat(end.getJsonObject(0).getString("arguments")).isEqualTo("{}");
      assertThat(loaded(ada, conversation)).isEqualTo(end);
    }
  }

  @Test
  void whatALostOwnerToldStaysAndNothingIsAdded() throws SQLException {
    provider.next(ToolScript.wanting("", "call_1", "weather", PLACE));
    provider.next(ToolScript.wanting("", "call_2", "slow", "{}"));
    try (ChatClient ada = client()) {
      long conversation = conversation(ada);
      JsonObject sent = ada.call("send_message", text(conversation, "Take your time"));
      await(ada, "weather finished", "slow started");
      long generation = sent.getJsonObject("generation").getLong("id");
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "UPDATE generations SET owner = 'gone', lease_until = now() - interval '1 minute'"
                + " WHERE id = "
                + generation);
      }
      JsonObject stopped = ada.next("stream_stopped");
      assertThat(data(stopped).getString("reason")).isEqualTo("interrupted");
      JsonArray end = message(stopped).getJsonArray("tool_calls");
      assertThat(phases(end)).containsExactly("weather finished ok", "slow failed cancelled");
      LATE.complete(Result.of("too late"));
      assertThat(loaded(ada, conversation)).isEqualTo(end);
    }
  }

  @Test
  void aClientThatWasAwayLearnsTheCallsWithTheEnd() {
    Gate last = new Gate();
    provider.next(ToolScript.wanting("Let me see.", "call_1", "weather", PLACE));
    provider.next(Script.stream().gate(last).text("It rains.").finish("stop").done().end());
    long conversation;
    long seq;
    try (ChatClient ada = client()) {
      conversation = conversation(ada);
      ada.call("send_message", text(conversation, "How is the weather?"));
      seq = data(ada.next("stream_start")).getLong("seq");
    }
    last.open();
    try (ChatClient back = client()) {
      back.call(
          "resume",
          new JsonObject().put("conversations", new JsonObject().put("" + conversation, seq)));
      JsonObject complete = back.next("stream_complete");
      assertThat(phases(message(complete).getJsonArray("tool_calls")))
          .containsExactly("weather finished ok");
    }
  }

  /** Until everybody was told this of these tools; what is told is written down. */
  private static void await(ChatClient client, String... told) {
    client.next(frame -> told(client).containsAll(List.of(told)), List.of(told).toString());
  }

  private static List<String> told(ChatClient client) {
    return client.received("tool_activity").stream()
        .filter(activity -> !activity.containsKey("confirmation_id"))
        .map(activity -> activity.getString("tool") + " " + activity.getString("phase"))
        .toList();
  }

  private static List<String> phases(JsonArray calls) {
    return calls.stream()
        .map(JsonObject.class::cast)
        .map(
            call ->
                call.getString("tool")
                    + " "
                    + call.getString("phase")
                    + " "
                    + call.getString("outcome"))
        .toList();
  }

  private static JsonObject data(JsonObject frame) {
    return frame.getJsonObject("data", new JsonObject());
  }

  private static JsonObject message(JsonObject end) {
    return data(end).getJsonObject("message");
  }

  private static JsonArray loaded(ChatClient client, long conversation) {
    JsonArray messages = client.call("load_messages", in(conversation)).getJsonArray("messages");
    return messages.getJsonObject(messages.size() - 1).getJsonArray("tool_calls");
  }

  private ChatClient client() {
    return ChatClient.login(vertx, server.port(), token());
  }

  private String token() {
    return login.getString("access_token");
  }

  private Http.Answer get(String path) {
    return Http.get(server.port(), path, token());
  }

  private JsonObject post(String path, JsonObject body) {
    return Http.post(server.port(), path, token(), body).body();
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
