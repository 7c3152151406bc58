package dev.parley;

import static dev.parley.testing.CommandData.in;
import static dev.parley.testing.CommandData.resumeFrom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ChatClient;
import dev.parley.testing.Gate;
import dev.parley.testing.Person;
import dev.parley.testing.Script;
import dev.parley.testing.Stage;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that come while an answer is written, and such that come back. */
class ResumeIT {
  /** Connections land on different event loops, as they do on a larger machine. */
  @RegisterExtension static final Stage stage = Stage.with("PARLEY_HTTP_INSTANCES", "2");

  @Test
  void showsSeveralConnectionsTheSame() {
    Person login = stage.guest("Ada");
    Gate middle = new Gate();
    stage
        .provider()
        .next(Script.stream().text("one ").gate(middle).text("two").finish("stop").done().end());
    try (ChatClient first = login.connect();
        ChatClient second = login.connect();
        ChatClient late = login.connect()) {
      long conversation = first.newConversation();
      second.call("join_conversation", in(conversation));
      first.say(conversation, "count");
      second.next("stream_content");

      JsonObject joined = late.call("join_conversation", in(conversation));
      JsonObject running = joined.getJsonArray("running").getJsonObject(0);
      assertThat(running.getString("content")).isEqualTo("one ");
      middle.open();
      for (ChatClient client : List.of(first, second, late)) {
        client.next("stream_complete");
      }
      assertThat(first.streamed()).isEqualTo("one two");
      assertThat(second.streamed()).isEqualTo("one two");
      assertThat(running.getString("content") + late.streamed()).isEqualTo("one two");
      late.next(frame -> late.received("message_added").size() == 2, "question and answer");
    }
  }

  @Test
  void resumesAnAnswerAfterTheConnectionWasCut() {
    Person login = stage.guest("Ada");
    Gate middle = new Gate();
    Gate afterwards = new Gate();
    stage
        .provider()
        .next(
            Script.stream()
                .text("a ")
                .gate(middle)
                .text("b ")
                .gate(afterwards)
                .text("c")
                .finish("stop")
                .done()
                .end());
    ChatClient cut = login.connect();
    long conversation = cut.newConversation();
    long generation = cut.say(conversation, "abc").getJsonObject("generation").getLong("id");
    JsonObject seen = cut.nextData("stream_content");
    long feedSeq = cut.received("stream_start").getFirst().getLong("seq");
    cut.drop();
    middle.open();
    try (ChatClient watcher = login.connect()) {
      watcher.call("join_conversation", in(conversation));
      awaitText(watcher, "b ");
    }
    try (ChatClient back = login.connect()) {
      JsonObject where =
          new JsonObject().put("seq", seen.getLong("seq")).put("epoch", seen.getLong("epoch"));
      back.call("resume", resumeFrom(conversation, feedSeq, generation, where));
      afterwards.open();
      back.next("stream_complete");
      assertThat(back.received("resumed")).allMatch(told -> told.getBoolean("recovered"));
      assertThat(seen.getString("content") + back.streamed()).isEqualTo("a b c");
      assertThat(back.chunkSeqs()).isEqualTo(List.of(2L, 3L));
    }
  }

  @Test
  void replaysWhatHappenedWhileAClientWasAway() {
    Person login = stage.guest("Ada");
    long conversation;
    long seq;
    try (ChatClient before = login.connect()) {
      conversation = before.newConversation();
      before.say(conversation, "first");
      seq = before.nextData("stream_complete").getLong("seq");
    }
    try (ChatClient other = login.connect()) {
      other.say(conversation, "second");
      other.next("stream_complete");
    }
    try (ChatClient back = login.connect()) {
      back.call("resume", resumeFrom(conversation, seq));
      assertThat(back.received("resumed").getFirst().getBoolean("recovered")).isTrue();
      assertThat(back.received("message_received")).hasSize(1);
      assertThat(back.received("stream_complete")).hasSize(1);
    }
  }

  @Test
  void saysWhenAResumeCannotBeWhole() {
    try (ChatClient ada = stage.guest("Ada").connect()) {
      long conversation = ada.newConversation();
      ada.call("resume", resumeFrom(conversation, 1_000, 999_999_999, 3));
      assertThat(ada.received("resumed").getFirst().getBoolean("recovered")).isFalse();
      assertThat(ada.received("error").getFirst().getString("code")).isEqualTo("NOT_FOUND");
    }
  }

  private static void awaitText(ChatClient client, String text) {
    client.next(frame -> frame.encode().contains(text), text);
  }
}
