package dev.parley.store;

import static dev.parley.store.StoreFixture.await;
import static dev.parley.store.StoreFixture.sending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.chat.Change;
import dev.parley.chat.Conversation;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Message;
import dev.parley.chat.MessageStatus;
import dev.parley.chat.MessageType;
import dev.parley.chat.Rating;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class MessagesIT {
  private static StoreFixture store;

  @BeforeAll
  static void start() {
    store = new StoreFixture();
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @Test
  void aMessageStartsAnAnswer() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);

    Result.Sent sent = store.send(ann, conversation, "What is a lease, and who renews it?");

    assertThat(sent.duplicate()).isFalse();
    assertThat(sent.message().type()).isEqualTo(MessageType.USER);
    assertThat(sent.message().senderName()).isEqualTo("Ann");
    assertThat(sent.generation().state()).isEqualTo(GenerationState.QUEUED);
    assertThat(sent.generation().parentId()).isEqualTo(sent.message().id());
    Conversation after = store.view(ann, conversation);
    assertThat(after.title()).isEqualTo("What is a lease, and who renews it?");
    assertThat(after.leafId()).isEqualTo(sent.generation().messageId());
    assertThat(after.seq()).isEqualTo(3);
  }

  @Test
  void aNoteStartsNone() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);

    Result.Sent sent =
        store.ask(
            Conversations.SEND,
            new Conversations.Send(
                ann.id(), conversation.id(), "for us", true, null, null, null, true));

    assertThat(sent.generation()).isNull();
    assertThat(sent.message().type()).isEqualTo(MessageType.NOTE);
  }

  @Test
  void theSameKeyIsStoredOnce() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);
    List<ServerEvent.Broadcast> heard = store.listen(conversation);
    List<Future<Result.Sent>> sends = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      sends.add(
          store.bus.request(Conversations.SEND, sending(ann, conversation, "once", "key-1", true)));
    }
    await(Future.all(sends));

    List<Result.Sent> answers = sends.stream().map(Future::result).toList();
    assertThat(answers.stream().map(sent -> sent.message().id()).distinct()).hasSize(1);
    assertThat(answers.stream().map(sent -> sent.generation().id()).distinct()).hasSize(1);
    assertThat(answers.stream().filter(sent -> !sent.duplicate())).hasSize(1);
    assertThat(store.feed(ann, conversation, 0).events()).hasSize(3);
    assertThat(heard).hasSize(3);
  }

  @Test
  void theFeedHasNoGapsWhenManySendAtOnce() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);
    List<Future<Result.Sent>> sends = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sends.add(
          store.bus.request(
              Conversations.SEND, sending(ann, conversation, "message " + i, "k" + i, false)));
    }
    await(Future.all(sends));

    Conversations.Feed feed = store.feed(ann, conversation, 0);
    assertThat(feed.whole()).isTrue();
    assertThat(feed.events().stream().map(FeedEvent::seq))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 101).boxed().toList());
  }

  @Test
  void theReplayIsWhatWasPublished() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    Conversation conversation = store.conversation(ann);
    List<ServerEvent.Broadcast> heard = store.listen(conversation);
    store.invite(ann, conversation, ben);
    Result.Sent sent = store.send(ann, conversation, "hello");
    store.answer(sent, "hello yourself");
    store.ask(
        Conversations.FEEDBACK,
        new Conversations.Feedback(ben.id(), sent.generation().messageId(), Rating.UP, "good"));
    store.ask(
        Conversations.UPDATE,
        new Conversations.Update(
            ann.id(), conversation.id(), "A title", "Be brief", "", null, null));
    store.ask(
        Conversations.REMOVE_MEMBER,
        new Conversations.RemoveMember(ben.id(), conversation.id(), ben.id()));
    store.answer(store.send(ann, conversation, "again"), "and again");

    List<FeedEvent> published =
        heard.stream().map(event -> ((ServerEvent.Feed) event).event()).toList();
    assertThat(store.feed(ann, conversation, 0).events()).containsExactlyElementsOf(published);
    assertThat(store.feed(ann, conversation, 5).events())
        .containsExactlyElementsOf(published.subList(5, published.size()));
  }

  @Test
  void whatCannotBeReplayedIsSaid() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);
    store.send(ann, conversation, "hello");

    assertThat(store.feed(ann, conversation, 3).whole()).isTrue();
    assertThat(store.feed(ann, conversation, 3).events()).isEmpty();
    assertThat(store.feed(ann, conversation, 4).whole()).isFalse();
    store.behind(
        "INSERT INTO conversation_events (conversation_id, seq, kind, payload) SELECT "
            + conversation.id()
            + ", n, 'MemberRemoved', '{\"type\": \"MemberRemoved\", \"user_id\": 1}'"
            + " FROM generate_series(4, 501) n");
    store.behind("UPDATE conversations SET seq = 501 WHERE id = " + conversation.id());
    assertThat(store.feed(ann, conversation, 1).events()).hasSize(Conversations.MAX_FEED);
    Conversations.Feed tooLong = store.feed(ann, conversation, 0);
    assertThat(tooLong.whole()).isFalse();
    assertThat(tooLong.events()).isEmpty();
    assertThat(tooLong.seq()).isEqualTo(501);
  }

  @Test
  void aParentIsOfTheConversationButNeedNotBeFinished() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);
    Conversation other = store.conversation(ann);
    long elsewhere = store.send(ann, other, "elsewhere").message().id();
    Result.Sent sent = store.send(ann, conversation, "first");

    store.refused(
        ErrorCode.INVALID_FIELD, Conversations.SEND, following(ann, conversation, elsewhere));
    long unfinished = sent.generation().messageId();
    Result.Sent next = store.ask(Conversations.SEND, following(ann, conversation, unfinished));
    assertThat(next.message().parentId()).isEqualTo(unfinished);
    assertThat(store.send(ann, conversation, "and more").message().parentId())
        .isEqualTo(next.generation().messageId());
  }

  private static Conversations.Send following(
      Accounts.User sender, Conversation conversation, long parentId) {
    return new Conversations.Send(
        sender.id(), conversation.id(), "next", false, null, parentId, null, true);
  }

  @Test
  void pagesGoBackInTime() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.add(
          store
              .ask(Conversations.SEND, sending(ann, conversation, "m" + i, null, false))
              .message()
              .id());
    }

    Result.Messages newest = page(ann, conversation, null, 3);
    Result.Messages middle = page(ann, conversation, newest.messages().getFirst().id(), 3);
    Result.Messages oldest = page(ann, conversation, middle.messages().getFirst().id(), 3);

    assertThat(newest.messages().stream().map(Message::id)).isEqualTo(ids.subList(4, 7));
    assertThat(middle.messages().stream().map(Message::id)).isEqualTo(ids.subList(1, 4));
    assertThat(oldest.messages().stream().map(Message::id)).isEqualTo(ids.subList(0, 1));
    assertThat(newest.hasMore()).isTrue();
    assertThat(oldest.hasMore()).isFalse();
    assertThat(page(ann, store.conversation(ann), null, 10).messages()).isEmpty();
  }

  private static Result.Messages page(
      Accounts.User person, Conversation conversation, Long before, int limit) {
    return store.ask(
        Conversations.MESSAGES,
        new Conversations.LoadMessages(person.id(), conversation.id(), before, limit));
  }

  @Test
  void aMessageIsAnsweredOnceUnlessAskedAgain() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);
    Result.Sent sent = store.send(ann, conversation, "hello");
    long messageId = sent.message().id();

    Result.Answering running = respond(ann, messageId, false);
    assertThat(running.started()).isFalse();
    assertThat(running.generation().id()).isEqualTo(sent.generation().id());
    store.refused(
        ErrorCode.CONFLICT,
        Conversations.RESPOND,
        new Conversations.Respond(ann.id(), null, messageId, null, true));

    store.answer(sent, "one");
    assertThat(respond(ann, messageId, false).started()).isFalse();
    Result.Answering again = respond(ann, sent.generation().messageId(), true);
    assertThat(again.started()).isTrue();
    assertThat(again.generation().parentId()).isEqualTo(messageId);
    assertThat(again.generation().messageId()).isNotEqualTo(sent.generation().messageId());
  }

  @Test
  void aFailedAnswerMayBeAskedForAgain() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);
    Result.Sent sent = store.send(ann, conversation, "hello");
    long id = sent.generation().id();
    long epoch = store.claim(id, "node").generation().epoch();
    store.finish(id, epoch, GenerationState.FAILED, "");

    assertThat(respond(ann, sent.message().id(), false).started()).isTrue();
  }

  private static Result.Answering respond(Accounts.User person, long messageId, boolean again) {
    return store.ask(
        Conversations.RESPOND,
        new Conversations.Respond(person.id(), null, messageId, null, again));
  }

  @Test
  void anEditIsASibling() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    Conversation conversation = store.conversation(ann);
    store.invite(ann, conversation, ben);
    Result.Sent sent = store.send(ann, conversation, "helo");

    Result.Sent edited =
        store.ask(
            Conversations.EDIT, new Conversations.Edit(ann.id(), sent.message().id(), "hello"));

    assertThat(edited.message().parentId()).isEqualTo(sent.message().parentId());
    assertThat(edited.generation().parentId()).isEqualTo(edited.message().id());
    store.refused(
        ErrorCode.FORBIDDEN,
        Conversations.EDIT,
        new Conversations.Edit(ben.id(), sent.message().id(), "mine"));
    store.refused(
        ErrorCode.INVALID_FIELD,
        Conversations.EDIT,
        new Conversations.Edit(ann.id(), sent.generation().messageId(), "mine"));
  }

  @Test
  void feedbackIsEverybodysOwn() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    Conversation conversation = store.conversation(ann);
    store.invite(ann, conversation, ben);
    Result.Sent sent = store.send(ann, conversation, "hello");
    store.answer(sent, "hi");
    long answer = sent.generation().messageId();

    rate(ann, answer, Rating.DOWN);
    rate(ann, answer, Rating.UP);
    rate(ben, answer, Rating.DOWN);
    rate(ben, answer, null);
    rate(ben, answer, null);

    assertThat(page(ann, conversation, null, 1).messages().getLast().feedback())
        .isEqualTo(Rating.UP);
    assertThat(page(ben, conversation, null, 1).messages().getLast().feedback()).isNull();
    assertThat(
            store.feed(ann, conversation, 0).events().stream()
                .filter(event -> event.change() instanceof Change.FeedbackUpdated))
        .hasSize(4);
    store.refused(
        ErrorCode.INVALID_FIELD,
        Conversations.FEEDBACK,
        new Conversations.Feedback(ann.id(), sent.message().id(), Rating.UP, null));
  }

  private static void rate(Accounts.User person, long messageId, Rating rating) {
    store.ask(
        Conversations.FEEDBACK, new Conversations.Feedback(person.id(), messageId, rating, null));
  }

  @Test
  void textThatCannotBeStoredIsRefused() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);

    store.refused(
        ErrorCode.INVALID_FIELD,
        Conversations.SEND,
        sending(ann, conversation, "a\0b", null, false));
    Result.Sent sent = store.send(ann, conversation, "hello");
    store.answer(sent, "a\0b");
    Message answer = page(ann, conversation, null, 1).messages().getLast();
    assertThat(answer.content()).isEqualTo("a\uFFFDb");
    assertThat(answer.status()).isEqualTo(MessageStatus.COMPLETED);
  }
}
