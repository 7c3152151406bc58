package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Http;
import dev.parley.testing.Script;
import dev.parley.testing.ScriptedProvider;
import dev.parley.testing.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The whole server, with PostgreSQL and a scripted provider, as a client of the dialect sees it.
 */
class ServerIT {
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
                // Connections land on different event loops, as they do on a larger machine.
                "PARLEY_HTTP_INSTANCES",
                "2"));
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.close();
    vertx.close().await();
  }

  @Test
  void answersAMessageAndTellsItInOrder() {
    provider.next(Script.answer("Hel", "lo, ", "Ada."));
    try (ChatClient ada = client(guest("Ada"))) {
      long conversation = conversation(ada);
      JsonObject sent = ada.call("send_message", text(conversation, "Hello, AI!"));
      JsonObject received = ada.next("message_received").getJsonObject("data");
      assertThat(received.getJsonObject("message").getString("content")).isEqualTo("Hello, AI!");
      JsonObject start = ada.next("stream_start").getJsonObject("data");
      JsonObject complete = ada.next("stream_complete").getJsonObject("data");
      ada.next("message_metrics");

      assertThat(sent.getJsonObject("generation").getLong("id"))
          .isEqualTo(start.getLong("generation_id"));
      assertThat(streamed(ada)).isEqualTo("Hello, Ada.");
      assertThat(chunkSeqs(ada)).isEqualTo(upTo(chunkSeqs(ada).size()));
      assertThat(complete.getJsonObject("message").getString("content")).isEqualTo("Hello, Ada.");
      assertThat(complete.getJsonObject("usage").getInteger("total_tokens")).isEqualTo(13);
      assertThat(feedSeqs(ada)).isEqualTo(upTo(complete.getLong("seq")));
      assertThat(start.getLong("seq")).isGreaterThan(received.getLong("seq"));
    }
  }

  @Test
  void keepsOneMessageForOneIdempotencyKey() {
    try (ChatClient ada = client(guest("Ada"))) {
      long conversation = conversation(ada);
      JsonObject message = text(conversation, "once").put("client_message_id", "key-1");
      JsonObject first = ada.call("send_message", message);
      JsonObject second = ada.call("send_message", message);
      assertThat(second.getBoolean("duplicate")).isTrue();
      assertThat(second.getJsonObject("message").getLong("id"))
          .isEqualTo(first.getJsonObject("message").getLong("id"));
      ada.next("stream_complete");
      JsonObject page = ada.call("load_messages", in(conversation));
      assertThat(page.getJsonArray("messages")).hasSize(2);
    }
  }

  @Test
  void showsSeveralConnectionsTheSame() {
    JsonObject login = guest("Ada");
    Gate middle = new Gate();
    provider.next(
        Script.stream().text("one ").gate(middle).text("two").finish("stop").done().end());
    try (ChatClient first = client(login);
        ChatClient second = client(login);
        ChatClient late = client(login)) {
      long conversation = conversation(first);
      second.call("join_conversation", in(conversation));
      first.call("send_message", text(conversation, "count"));
      second.next("stream_content");

      JsonObject joined = late.call("join_conversation", in(conversation));
      JsonObject running = joined.getJsonArray("running").getJsonObject(0);
      assertThat(running.getString("content")).isEqualTo("one ");
      middle.open();
      for (ChatClient client : List.of(first, second, late)) {
        client.next("stream_complete");
      }
      assertThat(streamed(first)).isEqualTo("one two");
      assertThat(streamed(second)).isEqualTo("one two");
      assertThat(running.getString("content") + streamed(late)).isEqualTo("one two");
      late.next(frame -> late.received("message_added").size() == 2, "question and answer");
    }
  }

  @Test
  void resumesAnAnswerAfterTheConnectionWasCut() {
    JsonObject login = guest("Ada");
    Gate middle = new Gate();
    Gate afterwards = new Gate();
    provider.next(
        Script.stream()
            .text("a ")
            .gate(middle)
            .text("b ")
            .gate(afterwards)
            .text("c")
            .finish("stop")
            .done()
            .end());
    ChatClient cut = client(login);
    long conversation = conversation(cut);
    long generation =
        cut.call("send_message", text(conversation, "abc"))
            .getJsonObject("generation")
            .getLong("id");
    JsonObject seen = cut.next("stream_content").getJsonObject("data");
    long feedSeq = cut.received("stream_start").getFirst().getLong("seq");
    cut.drop();
    middle.open();
    try (ChatClient watcher = client(login)) {
      watcher.call("join_conversation", in(conversation));
      awaitText(watcher, "b ");
    }
    try (ChatClient back = client(login)) {
      back.call(
          "resume",
          new JsonObject()
              .put("conversations", new JsonObject().put("" + conversation, feedSeq))
              .put(
                  "generations",
                  new JsonObject()
                      .put(
                          "" + generation,
                          new JsonObject()
                              .put("seq", seen.getLong("seq"))
                              .put("epoch", seen.getLong("epoch")))));
      afterwards.open();
      back.next("stream_complete");
      assertThat(back.received("resumed")).allMatch(told -> told.getBoolean("recovered"));
      assertThat(seen.getString("content") + streamed(back)).isEqualTo("a b c");
      assertThat(chunkSeqs(back)).isEqualTo(upTo(3).subList(1, 3));
    }
  }

  @Test
  void replaysWhatHappenedWhileAClientWasAway() {
    JsonObject login = guest("Ada");
    long conversation;
    long seq;
    try (ChatClient before = client(login)) {
      conversation = conversation(before);
      before.call("send_message", text(conversation, "first"));
      seq = before.next("stream_complete").getJsonObject("data").getLong("seq");
    }
    try (ChatClient other = client(login)) {
      other.call("send_message", text(conversation, "second"));
      other.next("stream_complete");
    }
    try (ChatClient back = client(login)) {
      back.call(
          "resume",
          new JsonObject().put("conversations", new JsonObject().put("" + conversation, seq)));
      assertThat(back.received("resumed").getFirst().getBoolean("recovered")).isTrue();
      assertThat(back.received("message_received")).hasSize(1);
      assertThat(back.received("stream_complete")).hasSize(1);
    }
  }

  @Test
  void saysWhenAResumeCannotBeWhole() {
    try (ChatClient ada = client(guest("Ada"))) {
      long conversation = conversation(ada);
      ada.call(
          "resume",
          new JsonObject()
              .put("conversations", new JsonObject().put("" + conversation, 1_000))
              .put("generations", new JsonObject().put("999999999", 3)));
      assertThat(ada.received("resumed").getFirst().getBoolean("recovered")).isFalse();
      assertThat(ada.received("error").getFirst().getString("code")).isEqualTo("NOT_FOUND");
    }
  }

  @Test
  void stopsAnAnswerAndKeepsWhatWasSaid() {
    Gate never = new Gate();
    provider.next(Script.stream().text("some words").gate(never));
    try (ChatClient ada = client(guest("Ada"))) {
      long conversation = conversation(ada);
      ada.call("send_message", text(conversation, "talk"));
      ada.next("stream_content");
      JsonObject stopped = ada.call("stop", in(conversation));
      assertThat(stopped.getJsonArray("stopped")).hasSize(1);
      JsonObject end = ada.next("stream_stopped").getJsonObject("data");
      assertThat(end.getString("reason")).isEqualTo("stopped");
      assertThat(end.getJsonObject("message").getString("content")).isEqualTo("some words");
    }
  }

  @Test
  void stopsAnAnswerBeforeItsFirstToken() {
    Gate never = new Gate();
    provider.next(Script.silence().gate(never));
    try (ChatClient ada = client(guest("Ada"))) {
      long conversation = conversation(ada);
      long generation =
          ada.call("send_message", text(conversation, "talk"))
              .getJsonObject("generation")
              .getLong("id");
      // Or the next test would get this script.
      Await.result(never.reached());
      ada.call("stop", new JsonObject().put("generation_id", generation));
      assertThat(ada.next("stream_stopped").getJsonObject("data").getLong("generation_id"))
          .isEqualTo(generation);
      assertThat(ada.call("stop", in(conversation)).getJsonArray("stopped")).isEmpty();
    }
  }

  @Test
  void writesAnswersAnewBesideTheOldOnes() {
    try (ChatClient ada = client(guest("Ada"))) {
      long conversation = conversation(ada);
      JsonObject sent = ada.call("send_message", text(conversation, "hi"));
      long question = sent.getJsonObject("message").getLong("id");
      long answer = ada.next("stream_complete").getJsonObject("data").getLong("message_id");
      JsonObject again = ada.call("regenerate", new JsonObject().put("message_id", answer));
      assertThat(again.getJsonObject("generation").getLong("parent_id")).isEqualTo(question);
      long second = ada.next("stream_complete").getJsonObject("data").getLong("message_id");
      assertThat(second).isNotEqualTo(answer);

      JsonObject asked = ada.call("stream_response", in(conversation).put("message_id", question));
      assertThat(asked.getBoolean("started")).isFalse();

      JsonObject edited =
          ada.call(
              "edit_message", new JsonObject().put("message_id", question).put("content", "ho"));
      assertThat(edited.getJsonObject("message").getLong("id")).isNotEqualTo(question);
      ada.next("stream_complete");
      assertThat(ada.call("load_messages", in(conversation)).getJsonArray("messages")).hasSize(5);
    }
  }

  @Test
  void keepsFeedback() {
    try (ChatClient ada = client(guest("Ada"))) {
      long conversation = conversation(ada);
      ada.call("send_message", text(conversation, "hi"));
      long answer = ada.next("stream_complete").getJsonObject("data").getLong("message_id");
      JsonObject up = new JsonObject().put("message_id", answer).put("rating", "up");
      ada.call("feedback", up);
      assertThat(ada.next("feedback_updated").getJsonObject("data").getString("rating"))
          .isEqualTo("up");
      JsonArray messages = ada.call("load_messages", in(conversation)).getJsonArray("messages");
      assertThat(messages.getJsonObject(1).getString("feedback")).isEqualTo("up");
      ada.call("feedback", up.putNull("rating"));
      messages = ada.call("load_messages", in(conversation)).getJsonArray("messages");
      assertThat(messages.getJsonObject(1).containsKey("feedback")).isFalse();
    }
  }

  @Test
  void letsSeveralPeopleTalk() {
    JsonObject grace = guest("Grace");
    try (ChatClient ada = client(guest("Ada"));
        ChatClient bob = client(grace)) {
      long conversation = conversation(ada);
      long graceId = grace.getJsonObject("user").getLong("id");
      assertThat(bob.refusal("join_conversation", in(conversation)).getString("code"))
          .isEqualTo("NOT_FOUND");
      ada.call("join_conversation", in(conversation));
      ada.call("invite", in(conversation).put("user", "" + graceId));
      bob.next("member_added");
      bob.call("join_conversation", in(conversation));
      assertThat(
              ada.next(
                      frame ->
                          frame.getString("type").equals("presence")
                              && frame.getJsonObject("data").getLong("user_id") == graceId,
                      "presence of Grace")
                  .getJsonObject("data")
                  .getBoolean("online"))
          .isTrue();
      bob.call("typing", in(conversation).put("is_typing", true));
      assertThat(ada.next("typing_indicator").getJsonObject("data").getLong("user_id"))
          .isEqualTo(graceId);
      bob.call("send_message", text(conversation, "hello Ada").put("message_type", "note"));
      assertThat(
              ada.next("message_received")
                  .getJsonObject("data")
                  .getJsonObject("message")
                  .getString("sender_name"))
          .isEqualTo("Grace");
      ada.call("remove_member", in(conversation).put("user_id", graceId));
      bob.next("member_removed");
      assertThat(bob.refusal("load_messages", in(conversation)).getString("code"))
          .isEqualTo("NOT_FOUND");
      ada.call("send_message", text(conversation, "secret").put("respond", false));
      ada.next("message_received");
      assertThat(bob.call("list_conversations", new JsonObject()).getJsonArray("conversations"))
          .isEmpty();
      assertThat(bob.received().toString()).doesNotContain("secret");
    }
  }

  @Test
  void saysHowAnAnswerFailed() {
    provider.next(Script.stream().text("half an ").breakOff());
    try (ChatClient ada = client(guest("Ada"))) {
      long conversation = conversation(ada);
      ada.call("send_message", text(conversation, "talk"));
      JsonObject end = ada.next("stream_failed").getJsonObject("data");
      assertThat(end.getString("code")).isEqualTo("PROVIDER_UNAVAILABLE");
      assertThat(end.getJsonObject("message").getString("content")).isEqualTo("half an ");
    }
  }

  @Test
  void wantsToKnowWhoSpeaksFirst() {
    try (ChatClient client = ChatClient.connect(vertx, server.port())) {
      client.sendText("{\"type\":\"ping\"}");
      assertThat(client.closed()).isEqualTo(new ChatClient.Closed(4001, "Authentication required"));
    }
    try (ChatClient client = ChatClient.connect(vertx, server.port())) {
      client.sendText("{\"type\":\"auth\",\"token\":\"not.a.token\"}");
      assertThat(client.closed()).isEqualTo(new ChatClient.Closed(4001, "Invalid token"));
    }
  }

  @Test
  void closesTheSocketsOfALoginThatEnds() {
    JsonObject login = guest("Ada");
    try (ChatClient ada = client(login)) {
      Http.post(
          server.port(), "/api/v1/auth/logout", login.getString("access_token"), new JsonObject());
      assertThat(ada.closed().code()).isEqualTo(4004);
    }
    try (ChatClient again = ChatClient.connect(vertx, server.port())) {
      again.send(
          new JsonObject().put("type", "auth").put("token", login.getString("access_token")));
      assertThat(again.closed().code()).isEqualTo(4001);
    }
  }

  @Test
  void survivesBadInput() {
    try (ChatClient ada = client(guest("Ada"));
        ChatClient eve = client(guest("Eve"))) {
      long conversation = conversation(ada);
      for (String bad :
          List.of("", "hello", "[]", "\u0000", "[".repeat(10_000), "{\"type\":".repeat(5_000))) {
        eve.sendText(bad);
        assertThat(eve.next("error").getJsonObject("data").getString("code"))
            .isEqualTo("INVALID_FRAME");
      }
      eve.sendBinary(new byte[] {0, 1, 2, (byte) 0xff});
      assertThat(eve.next("error").getJsonObject("data").getString("code"))
          .isEqualTo("UNSUPPORTED_MEDIA");
      eve.sendText("x".repeat(1_000_000));
      assertThat(eve.next("error").getJsonObject("data").getString("code"))
          .isEqualTo("FRAME_TOO_LARGE");
      assertThat(eve.refusal("dance", new JsonObject()).getString("code"))
          .isEqualTo("UNKNOWN_TYPE");
      assertThat(
              eve.refusal("send_message", text(conversation, "x".repeat(40_000))).getString("code"))
          .isEqualTo("MESSAGE_TOO_LONG");
      for (String command :
          List.of(
              "send_message",
              "join_conversation",
              "load_messages",
              "update_conversation",
              "delete_conversation",
              "stop")) {
        JsonObject refusal = eve.refusal(command, text(conversation, "mine?").put("title", "mine"));
        assertThat(refusal.getString("code")).as(command).isEqualTo("NOT_FOUND");
      }
      assertThat(eve.call("list_conversations", new JsonObject()).getJsonArray("conversations"))
          .isEmpty();
    }
  }

  private static void awaitText(ChatClient client, String text) {
    client.next(frame -> frame.encode().contains(text), text);
  }

  private static JsonObject guest(String name) {
    return Http.guest(server.port(), name);
  }

  private static ChatClient client(JsonObject login) {
    return ChatClient.login(vertx, server.port(), login.getString("access_token"));
  }

  private static long conversation(ChatClient client) {
    return client
        .call("create_conversation", new JsonObject())
        .getJsonObject("conversation")
        .getLong("id");
  }

  private static JsonObject in(long conversationId) {
    return new JsonObject().put("conversation_id", conversationId);
  }

  private static JsonObject text(long conversationId, String content) {
    return in(conversationId).put("content", content).put("message_type", "user");
  }

  private static String streamed(ChatClient client) {
    StringBuilder text = new StringBuilder();
    client.received("stream_content").forEach(chunk -> text.append(chunk.getString("content")));
    return text.toString();
  }

  /** The sequence numbers of the chunks, in the order of their arrival. */
  private static List<Long> chunkSeqs(ChatClient client) {
    return client.received("stream_content").stream()
        .filter(chunk -> !chunk.getBoolean("is_complete"))
        .map(chunk -> chunk.getLong("seq"))
        .toList();
  }

  /** The sequence numbers of the feed as a joined connection has seen them, each once. */
  private static List<Long> feedSeqs(ChatClient client) {
    return client.received().stream()
        .filter(frame -> !frame.getString("type").equals("stream_content"))
        .map(frame -> frame.getJsonObject("data"))
        .filter(data -> data.containsKey("seq"))
        .map(data -> data.getLong("seq"))
        .distinct()
        .toList();
  }

  private static List<Long> upTo(long last) {
    return IntStream.rangeClosed(1, (int) last).mapToObj(Long::valueOf).toList();
  }
}
