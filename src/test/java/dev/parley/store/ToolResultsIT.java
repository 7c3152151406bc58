package dev.parley.store;

import static dev.parley.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations.Asker;
import dev.parley.bus.Tools;
import dev.parley.chat.Conversation;
import dev.parley.chat.GenerationState;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.Result;
import dev.parley.testing.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In whose name tools are called, and what they said at length. */
final class ToolResultsIT {
  private static StoreFixture store;
  private Accounts.User ann;
  private Accounts.User ben;
  private Conversation conversation;
  private Result.Sent sent;

  @BeforeAll
  static void start() {
    store = new StoreFixture();
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @BeforeEach
  void converse() {
    ann = store.person("Ann");
    ben = store.person("Ben");
    conversation = store.conversation(ann);
    store.invite(ann, conversation, ben);
    sent = store.send(ann, conversation, "hello");
  }

  private long keep(String callId, String content) {
    return await(
            store.bus.request(Tools.KEEP, new Tools.Keep(sent.generation().id(), callId, content)))
        .id();
  }

  private String read(Accounts.User person, long id) {
    return await(store.bus.request(Tools.RESULT, new Tools.ReadResult(person.id(), id))).content();
  }

  private ErrorCode unreadable(Accounts.User person, long id) {
    return code(
        Await.failure(store.bus.request(Tools.RESULT, new Tools.ReadResult(person.id(), id))));
  }

  private static ErrorCode code(Throwable error) {
    return ((FailureException) error).failure().code();
  }

  @Test
  void membersReadWhatIsKeptAndNobodyElse() {
    store.claim(sent.generation().id(), "node-a");
    long id = keep("1", "a\0b");
    assertThat(read(ann, id)).isEqualTo("a\uFFFDb");
    assertThat(read(ben, id)).isEqualTo("a\uFFFDb");
    assertThat(unreadable(store.person("Eve"), id)).isEqualTo(ErrorCode.NOT_FOUND);
    store.ask(
        Conversations.REMOVE_MEMBER,
        new Conversations.RemoveMember(ann.id(), conversation.id(), ben.id()));
    assertThat(unreadable(ben, id)).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void keepingTwiceIsKeepingOnce() {
    store.claim(sent.generation().id(), "node-a");
    assertThat(keep("1", "long")).isEqualTo(keep("1", "long")).isNotEqualTo(keep("2", "long"));
  }

  @Test
  void nothingIsKeptOfAnAnswerThatDoesNotRunNorWithoutABound() {
    Tools.Keep early = new Tools.Keep(sent.generation().id(), "1", "early");
    assertThat(code(Await.failure(store.bus.request(Tools.KEEP, early))))
        .isEqualTo(ErrorCode.NOT_FOUND);
    store.claim(sent.generation().id(), "node-a");
    Tools.Keep huge = new Tools.Keep(sent.generation().id(), "1", "x".repeat(Tools.MAX_KEPT + 1));
    assertThat(code(Await.failure(store.bus.request(Tools.KEEP, huge))))
        .isEqualTo(ErrorCode.INVALID_FIELD);
  }

  @Test
  void resultsGoWithTheAnswer() {
    long epoch = store.claim(sent.generation().id(), "node-a").generation().epoch();
    long id = keep("1", "long");
    store.finish(sent.generation().id(), epoch, GenerationState.COMPLETED, "done");
    assertThat(read(ann, id)).isEqualTo("long");
    store.ask(Conversations.CLEAR, new Conversations.Clear(ann.id(), conversation.id()));
    assertThat(unreadable(ann, id)).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void toolsAreCalledForWhoAskedWhoeverWroteTheQuestion() {
    Asker asker = store.claim(sent.generation().id(), "node-a").asker();
    assertThat(asker).isEqualTo(new Asker(ann.id(), ann.login(), ann.guest()));
    long epoch = 1;
    store.finish(sent.generation().id(), epoch, GenerationState.COMPLETED, "done");
    Result.Answering again =
        store.ask(
            Conversations.RESPOND,
            new Conversations.Respond(
                ben.id(), conversation.id(), sent.message().id(), null, true));
    assertThat(store.claim(again.generation().id(), "node-a").asker().userId()).isEqualTo(ben.id());
  }

  @Test
  void nobodyIsKnownToHaveAskedWhoIsNoMemberAnyMore() {
    Result.Sent asked = store.send(ben, conversation, "and I?");
    store.ask(
        Conversations.REMOVE_MEMBER,
        new Conversations.RemoveMember(ann.id(), conversation.id(), ben.id()));
    assertThat(store.claim(asked.generation().id(), "node-a").asker()).isNull();
  }
}
