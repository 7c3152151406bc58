package dev.parley.store;

import static dev.parley.store.StoreFixture.sending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.bus.Events;
import dev.parley.bus.Generations;
import dev.parley.chat.Change;
import dev.parley.chat.Conversation;
import dev.parley.chat.Generation;
import dev.parley.chat.Member;
import dev.parley.chat.Rating;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ConversationsIT {
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
  void aNewOneIsShownToItsOwnerEverywhere() {
    Accounts.User ann = store.person("Ann");
    List<ServerEvent.Broadcast> heard = store.listen(Events.user(ann.id()));

    Conversation created =
        store.ask(Conversations.CREATE, new Conversations.Create(ann.id(), "T", "C", "M"));

    assertThat(created.title()).isEqualTo("T");
    assertThat(created.members()).containsExactly(new Member(ann.id(), "Ann", Member.Role.OWNER));
    assertThat(heard).containsExactly(new ServerEvent.ConversationView(created));
    assertThat(store.view(ann, created)).isEqualTo(created);
  }

  @Test
  void strangersFindNothing() {
    Accounts.User ann = store.person("Ann");
    long eve = store.person("Eve").id();
    Conversation conversation = store.conversation(ann);
    Result.Sent sent = store.send(ann, conversation, "secret");
    long id = conversation.id();
    long message = sent.message().id();
    long generation = sent.generation().id();

    ErrorCode no = ErrorCode.NOT_FOUND;
    store.refused(
        no, Conversations.UPDATE, new Conversations.Update(eve, id, "x", null, null, true, null));
    store.refused(no, Conversations.DELETE, new Conversations.Delete(eve, id));
    store.refused(no, Conversations.INVITE, new Conversations.Invite(eve, id, ann.login()));
    store.refused(
        no, Conversations.REMOVE_MEMBER, new Conversations.RemoveMember(eve, id, ann.id()));
    store.refused(no, Conversations.MARK_READ, new Conversations.MarkRead(eve, id, 1));
    store.refused(no, Conversations.MESSAGES, new Conversations.LoadMessages(eve, id, null, 10));
    store.refused(no, Conversations.OPEN, new Conversations.Open(eve, id));
    store.refused(
        no,
        Conversations.SEND,
        new Conversations.Send(eve, id, "x", false, null, null, null, true));
    store.refused(
        no, Conversations.RESPOND, new Conversations.Respond(eve, null, message, null, true));
    store.refused(no, Conversations.EDIT, new Conversations.Edit(eve, message, "x"));
    store.refused(
        no,
        Conversations.FEEDBACK,
        new Conversations.Feedback(eve, sent.generation().messageId(), Rating.UP, null));
    store.refused(no, Conversations.FEED, new Conversations.ReadFeed(eve, id, 0));
    store.refused(no, Generations.STOP, new Generations.RequestStop(eve, generation, null));
    store.refused(no, Generations.STOP, new Generations.RequestStop(eve, null, id));
    store.refused(no, Generations.CHUNKS, new Generations.ReadChunks(eve, generation, 0));
    assertThat(
            store
                .ask(Conversations.LIST, new Conversations.ListPage(eve, null, 10, false))
                .conversations())
        .isEmpty();
    assertThat(store.view(ann, conversation).seq()).isEqualTo(3);
  }

  @Test
  void aHubReadsWithoutAPerson() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);
    long generation = store.send(ann, conversation, "hello").generation().id();

    assertThat(
            store
                .ask(Conversations.FEED, new Conversations.ReadFeed(null, conversation.id(), 0))
                .events())
        .hasSize(3);
    assertThat(
            store.ask(Generations.CHUNKS, new Generations.ReadChunks(null, generation, 0)).whole())
        .isTrue();
  }

  @Test
  void whoReadsTheFeedLearnsWhichAnswersAreBeingWritten() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);
    Generation ended = store.send(ann, conversation, "one").generation();
    store.ask(Generations.STOP, new Generations.RequestStop(ann.id(), ended.id(), null));
    Generation running = store.send(ann, conversation, "two").generation();

    Conversations.Feed feed =
        store.ask(Conversations.FEED, new Conversations.ReadFeed(ann.id(), conversation.id(), 0));
    Conversations.Opened opened =
        store.ask(Conversations.OPEN, new Conversations.Open(ann.id(), conversation.id()));

    assertThat(feed.running()).containsExactly(running.id());
    assertThat(feed.newestMessageId()).isEqualTo(running.messageId());
    assertThat(opened.newestMessageId()).isEqualTo(running.messageId());
  }

  @Test
  void listsArePagedByTheNewestChange() {
    Accounts.User ann = store.person("Ann");
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(store.conversation(ann).id());
    }
    Conversation first =
        store.ask(Conversations.OPEN, new Conversations.Open(ann.id(), ids.get(0))).conversation();
    store.ask(Conversations.SEND, sending(ann, first, "newest now", null, false));
    archive(ann, ids.get(1), true);

    Result.Conversations one = list(ann, null, 2, false);
    Result.Conversations two = list(ann, one.cursor(), 2, false);

    assertThat(ids(one)).containsExactly(ids.get(0), ids.get(4));
    assertThat(ids(two)).containsExactly(ids.get(3), ids.get(2));
    assertThat(two.cursor()).isNull();
    assertThat(ids(list(ann, null, 10, true))).containsExactly(ids.get(1));
    store.refused(
        ErrorCode.INVALID_FIELD,
        Conversations.LIST,
        new Conversations.ListPage(ann.id(), "made up", 10, false));
  }

  private static List<Long> ids(Result.Conversations page) {
    return page.conversations().stream().map(Conversation::id).toList();
  }

  private static Result.Conversations list(
      Accounts.User person, String cursor, int limit, boolean archived) {
    return store.ask(
        Conversations.LIST, new Conversations.ListPage(person.id(), cursor, limit, archived));
  }

  private static Conversation archive(Accounts.User person, long id, boolean archived) {
    return store.ask(
        Conversations.UPDATE,
        new Conversations.Update(person.id(), id, null, null, null, null, archived));
  }

  @Test
  void whatAMemberMakesOfItStaysItsOwn() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    Conversation conversation = store.conversation(ann);
    store.invite(ann, conversation, ben);
    List<ServerEvent.Broadcast> everybody = store.listen(conversation);
    List<ServerEvent.Broadcast> anns = store.listen(Events.user(ann.id()));
    List<ServerEvent.Broadcast> bens = store.listen(Events.user(ben.id()));

    store.ask(
        Conversations.UPDATE,
        new Conversations.Update(ben.id(), conversation.id(), null, null, null, true, null));
    store.ask(Conversations.MARK_READ, new Conversations.MarkRead(ben.id(), conversation.id(), 99));
    store.ask(Conversations.MARK_READ, new Conversations.MarkRead(ben.id(), conversation.id(), 0));

    Conversation bensView = store.view(ben, conversation);
    assertThat(bensView.pinned()).isTrue();
    assertThat(bensView.lastReadSeq()).isEqualTo(1);
    assertThat(store.view(ann, conversation).pinned()).isFalse();
    assertThat(everybody).isEmpty();
    assertThat(anns).isEmpty();
    assertThat(bens).hasSize(3).last().isEqualTo(new ServerEvent.ConversationView(bensView));
  }

  @Test
  void anEmptyContextIsNone() {
    Accounts.User ann = store.person("Ann");
    Conversation created =
        store.ask(Conversations.CREATE, new Conversations.Create(ann.id(), null, "C", "M"));
    Conversation updated =
        store.ask(
            Conversations.UPDATE,
            new Conversations.Update(ann.id(), created.id(), "T", "", null, null, null));

    assertThat(updated.context()).isNull();
    assertThat(updated.model()).isEqualTo("M");
    assertThat(updated.title()).isEqualTo("T");
    assertThat(updated.seq()).isEqualTo(1);
    assertThat(store.view(ann, created)).isEqualTo(updated);
  }

  @Test
  void membersComeAndGo() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    Conversation conversation = store.conversation(ann);
    List<ServerEvent.Broadcast> bens = store.listen(Events.user(ben.id()));
    long id = conversation.id();

    Conversation shared =
        store.ask(
            Conversations.INVITE, new Conversations.Invite(ann.id(), id, String.valueOf(ben.id())));
    store.invite(ann, conversation, ben);
    assertThat(shared.members()).hasSize(2);
    assertThat(shared).isEqualTo(store.view(ann, conversation));
    store.refused(
        ErrorCode.FORBIDDEN,
        Conversations.REMOVE_MEMBER,
        new Conversations.RemoveMember(ben.id(), id, ann.id()));
    store.refused(
        ErrorCode.FORBIDDEN, Conversations.DELETE, new Conversations.Delete(ben.id(), id));
    store.refused(
        ErrorCode.CONFLICT,
        Conversations.REMOVE_MEMBER,
        new Conversations.RemoveMember(ann.id(), id, ann.id()));
    store.ask(Conversations.REMOVE_MEMBER, new Conversations.RemoveMember(ann.id(), id, ben.id()));

    store.refused(ErrorCode.NOT_FOUND, Conversations.OPEN, new Conversations.Open(ben.id(), id));
    assertThat(bens.stream().map(event -> ((ServerEvent.MemberFeed) event).event().change()))
        .containsExactly(
            new Change.MemberAdded(new Member(ben.id(), "Ben", Member.Role.MEMBER)),
            new Change.MemberRemoved(ben.id()));
    store.refused(
        ErrorCode.NOT_FOUND,
        Conversations.INVITE,
        new Conversations.Invite(ann.id(), id, "nobody of that name"));
  }

  @Test
  void deletingLeavesNothing() {
    Accounts.User ann = store.person("Ann");
    Conversation conversation = store.conversation(ann);
    Result.Sent sent = store.send(ann, conversation, "hello");
    store.claim(sent.generation().id(), "node");
    List<ServerEvent.Broadcast> heard = store.listen(conversation);

    store.ask(Conversations.DELETE, new Conversations.Delete(ann.id(), conversation.id()));

    store.refused(
        ErrorCode.NOT_FOUND,
        Conversations.OPEN,
        new Conversations.Open(ann.id(), conversation.id()));
    assertThat(heard)
        .singleElement()
        .extracting(event -> ((ServerEvent.Feed) event).event().change())
        .isEqualTo(new Change.ConversationDeleted());
    Generations.Beat beat =
        new Generations.Beat(
            "node", 1_000, List.of(new Generations.Held(sent.generation().id(), 1)));
    assertThat(store.ask(Generations.BEAT, beat).lost()).containsExactly(sent.generation().id());
  }
}
