package dev.parley;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Await;
import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The whole server, with PostgreSQL and a scripted provider, as a client of the dialect sees it.
 */
class ServerIT {
  /** Connections land on different event loops, as they do on a larger machine. */
  @RegisterExtension static final Stage stage = Stage.with("PARLEY_HTTP_INSTANCES", "2");

  @Test
  void answersAMessageAndTellsItInOrder() {
    stage.provider().next(Script.answer("Hel", "lo, ", "Ada."));
    try (ChatClient ada = stage.guest("Ada").connect()) {
      long conversation = ada.newConversation();
      JsonObject sent =
          ada.call("send_message", text(conversation, "Hello, AI!").put("message_type", "user"));
      JsonObject received = ada.nextData("message_received");
      assertThat(received.getJsonObject("message").getString("content")).isEqualTo("Hello, AI!");
      JsonObject start = ada.nextData("stream_start");
      JsonObject complete = ada.nextData("stream_complete");
      ada.next("message_metrics");

      assertThat(sent.getJsonObject("generation").getLong("id"))
          .isEqualTo(start.getLong("generation_id"));
      assertThat(ada.streamed()).isEqualTo("Hello, Ada.");
      assertThat(ada.chunkSeqs()).isEqualTo(upTo(ada.chunkSeqs().size()));
      assertThat(complete.getJsonObject("message").getString("content")).isEqualTo("Hello, Ada.");
      assertThat(complete.getJsonObject("usage").getInteger("total_tokens")).isEqualTo(13);
      assertThat(feedSeqs(ada)).isEqualTo(upTo(complete.getLong("seq")));
      assertThat(start.getLong("seq")).isGreaterThan(received.getLong("seq"));
    }
  }

  @Test
  void keepsOneMessageForOneIdempotencyKey() {
    try (ChatClient ada = stage.guest("Ada").connect()) {
      long conversation = ada.newConversation();
      JsonObject message = text(conversation, "once").put("client_message_id", "key-1");
      JsonObject first = ada.call("send_message", message);
      JsonObject second = ada.call("send_message", message);
      assertThat(second.getBoolean("duplicate")).isTrue();
      assertThat(second.getJsonObject("message").getLong("id"))
          .isEqualTo(first.getJsonObject("message").getLong("id"));
      ada.next("stream_complete");
      assertThat(ada.messages(conversation)).hasSize(2);
    }
  }

  @Test
  void stopsAnAnswerAndKeepsWhatWasSaid() {
    Gate never = new Gate();
    stage.provider().next(Script.stream().text("some words").gate(never));
    try (ChatClient ada = stage.guest("Ada").connect()) {
      long conversation = ada.newConversation();
      ada.say(conversation, "talk");
      ada.next("stream_content");
      JsonObject stopped = ada.call("stop", in(conversation));
      assertThat(stopped.getJsonArray("stopped")).hasSize(1);
      JsonObject end = ada.nextData("stream_stopped");
      assertThat(end.getString("reason")).isEqualTo("stopped");
      assertThat(end.getJsonObject("message").getString("content")).isEqualTo("some words");
    }
  }

  @Test
  void stopsAnAnswerBeforeItsFirstToken() {
    Gate never = new Gate();
    stage.provider().next(Script.silence().gate(never));
    try (ChatClient ada = stage.guest("Ada").connect()) {
      long conversation = ada.newConversation();
      long generation = ada.say(conversation, "talk").getJsonObject("generation").getLong("id");
      // Or the next test would get this script.
      Await.result(never.reached());
      ada.call("stop", new JsonObject().put("generation_id", generation));
      assertThat(ada.nextData("stream_stopped").getLong("generation_id")).isEqualTo(generation);
      assertThat(ada.call("stop", in(conversation)).getJsonArray("stopped")).isEmpty();
    }
  }

  @Test
  void writesAnswersAnewBesideTheOldOnes() {
    try (ChatClient ada = stage.guest("Ada").connect()) {
      long conversation = ada.newConversation();
      JsonObject sent = ada.say(conversation, "hi");
      long question = sent.getJsonObject("message").getLong("id");
      long answer = ada.nextData("stream_complete").getLong("message_id");
      JsonObject again = ada.call("regenerate", new JsonObject().put("message_id", answer));
      assertThat(again.getJsonObject("generation").getLong("parent_id")).isEqualTo(question);
      long second = ada.nextData("stream_complete").getLong("message_id");
      assertThat(second).isNotEqualTo(answer);

      JsonObject asked = ada.call("stream_response", in(conversation).put("message_id", question));
      assertThat(asked.getBoolean("started")).isFalse();

      JsonObject edited =
          ada.call(
              "edit_message", new JsonObject().put("message_id", question).put("content", "ho"));
      assertThat(edited.getJsonObject("message").getLong("id")).isNotEqualTo(question);
      ada.next("stream_complete");
      assertThat(ada.messages(conversation)).hasSize(5);
    }
  }

  @Test
  void keepsFeedback() {
    try (ChatClient ada = stage.guest("Ada").connect()) {
      long conversation = ada.newConversation();
      ada.say(conversation, "hi");
      long answer = ada.nextData("stream_complete").getLong("message_id");
      JsonObject up = new JsonObject().put("message_id", answer).put("rating", "up");
      ada.call("feedback", up);
      assertThat(ada.nextData("feedback_updated").getString("rating")).isEqualTo("up");
      JsonArray messages = ada.messages(conversation);
      assertThat(messages.getJsonObject(1).getString("feedback")).isEqualTo("up");
      ada.call("feedback", up.putNull("rating"));
      messages = ada.messages(conversation);
      assertThat(messages.getJsonObject(1).containsKey("feedback")).isFalse();
    }
  }

  @Test
  void letsSeveralPeopleTalk() {
    Person grace = stage.guest("Grace");
    try (ChatClient ada = stage.guest("Ada").connect();
        ChatClient bob = grace.connect()) {
      long conversation = ada.newConversation();
      long graceId = grace.id();
      assertThat(bob.refusal("join_conversation", in(conversation)).getString("code"))
          .isEqualTo("NOT_FOUND");
      ada.call("join_conversation", in(conversation));
      ada.call("invite", in(conversation).put("user", "" + graceId));
      bob.next("member_added");
      bob.call("join_conversation", in(conversation));
      assertThat(
              ada.nextData("presence", data -> data.getLong("user_id") == graceId)
                  .getBoolean("online"))
          .isTrue();
      bob.call("typing", in(conversation).put("is_typing", true));
      assertThat(ada.nextData("typing_indicator").getLong("user_id")).isEqualTo(graceId);
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
    stage.provider().next(Script.stream().text("half an ").breakOff());
    try (ChatClient ada = stage.guest("Ada").connect()) {
      long conversation = ada.newConversation();
      ada.say(conversation, "talk");
      JsonObject end = ada.nextData("stream_failed");
      assertThat(end.getString("code")).isEqualTo("PROVIDER_UNAVAILABLE");
      assertThat(end.getJsonObject("message").getString("content")).isEqualTo("half an ");
    }
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
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
