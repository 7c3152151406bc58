package dev.parley.store;

import static dev.parley.store.StoreFixture.sending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.Imported;
import dev.parley.bus.Events;
import dev.parley.chat.Conversation;
import dev.parley.chat.Message;
import dev.parley.chat.MessageStatus;
import dev.parley.chat.MessageType;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Conversations copied, imported, read from their beginning, and deleted together. */
final class CopiesIT {
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
  void aForkHasThePathAndItsWriters() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    Conversation source = store.conversation(ann);
    store.invite(ann, source, ben);
    Result.Sent first = store.send(ann, source, "one");
    store.refused(
        ErrorCode.CONFLICT,
        Conversations.FORK,
        new Conversations.Fork(ben.id(), source.id(), first.generation().messageId()));
    store.answer(first, "yes");
    Result.Sent second = store.send(ben, source, "two");
    store.answer(second, "not copied");
    List<ServerEvent.Broadcast> bens = store.listen(Events.user(ben.id()));

    Conversation fork =
        store.ask(
            Conversations.FORK,
            new Conversations.Fork(ben.id(), source.id(), second.message().id()));

    List<Message> copied = read(ben, fork, 0, 200).messages();
    assertThat(copied).extracting(Message::content).containsExactly("one", "yes", "two");
    assertThat(copied).extracting(Message::senderName).containsExactly("Ann", null, "Ben");
    assertThat(copied)
        .extracting(Message::parentId)
        .containsExactly(null, copied.get(0).id(), copied.get(1).id());
    assertThat(fork.leafId()).isEqualTo(copied.get(2).id());
    assertThat(fork.members()).hasSize(1);
    assertThat(bens).containsExactly(new ServerEvent.ConversationView(fork));
    assertThat(store.send(ben, fork, "and on").message().parentId()).isEqualTo(fork.leafId());
    store.refused(
        ErrorCode.NOT_FOUND,
        Conversations.FORK,
        new Conversations.Fork(ann.id(), fork.id(), second.message().id()));
  }

  @Test
  void anImportKeepsBranchesAndTimes() {
    Accounts.User ann = store.person("Ann");
    Instant then = Instant.parse("2020-02-02T02:02:02Z");
    List<Imported> messages =
        List.of(
            imported(null, MessageType.USER, "q", then),
            imported(0, MessageType.ASSISTANT, "a", null),
            imported(0, MessageType.ASSISTANT, "b", null));

    Conversation made = importing(ann, messages);

    List<Message> stored = read(ann, made, 0, 200).messages();
    assertThat(stored).extracting(Message::content).containsExactly("q", "a", "b");
    assertThat(stored.get(0).createdAt()).isEqualTo(then);
    assertThat(stored.get(0).senderId()).isEqualTo(ann.id());
    assertThat(stored.get(1).parentId()).isEqualTo(stored.get(0).id());
    assertThat(stored.get(2).parentId()).isEqualTo(stored.get(0).id());
    assertThat(stored.get(2).model()).isEqualTo("m-1");
    assertThat(made.title()).isEqualTo("T");
  }

  @Test
  void anImportOfTheGreatestSizeIsReadPageByPage() {
    Accounts.User ann = store.person("Ann");
    List<Imported> messages =
        IntStream.range(0, Conversations.MAX_COPIED)
            .mapToObj(i -> imported(i == 0 ? null : i - 1, MessageType.NOTE, "n" + i, null))
            .toList();
    Conversation made = importing(ann, messages);
    List<String> contents = new ArrayList<>();
    long after = 0;
    Result.Messages page;
    do {
      page = read(ann, made, after, 200);
      page.messages().forEach(message -> contents.add(message.content()));
      after = page.messages().getLast().id();
    } while (page.hasMore());
    assertThat(contents).isEqualTo(messages.stream().map(Imported::content).toList());

    Conversation fork =
        store.ask(Conversations.FORK, new Conversations.Fork(ann.id(), made.id(), after));
    assertThat(fork.leafId()).isGreaterThan(after);
    Result.Sent more = store.ask(Conversations.SEND, sending(ann, made, "more", null, false));
    store.refused(
        ErrorCode.QUOTA_EXCEEDED,
        Conversations.FORK,
        new Conversations.Fork(ann.id(), made.id(), more.message().id()));
  }

  @Test
  void aBatchIsDeletedWholeOrNotAtAll() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    Conversation mine = store.conversation(ann);
    Conversation shared = store.conversation(ben);
    store.invite(ben, shared, ann);
    List<ServerEvent.Broadcast> heard = store.listen(mine);

    store.refused(
        ErrorCode.FORBIDDEN,
        Conversations.BATCH_DELETE,
        new Conversations.BatchDelete(ann.id(), List.of(mine.id(), shared.id())));
    assertThat(heard).isEmpty();
    assertThat(store.view(ann, mine)).isEqualTo(mine);
    store.ask(
        Conversations.BATCH_DELETE, new Conversations.BatchDelete(ann.id(), List.of(mine.id())));
    assertThat(heard).hasSize(1);
    store.refused(
        ErrorCode.NOT_FOUND, Conversations.OPEN, new Conversations.Open(ann.id(), mine.id()));
  }

  @Test
  void onlyEmptyOnesOfOnesOwnAreSweptAway() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    Conversation empty = store.conversation(ann);
    Conversation used = store.conversation(ann);
    store.send(ann, used, "hello");
    Conversation shared = store.conversation(ben);
    store.invite(ben, shared, ann);

    assertThat(
            store
                .ask(Conversations.DELETE_EMPTY, new Conversations.DeleteEmpty(ann.id()))
                .deleted())
        .containsExactly(empty.id());
    assertThat(store.view(ann, used).id()).isEqualTo(used.id());
    assertThat(store.view(ann, shared).id()).isEqualTo(shared.id());
  }

  @Test
  void titlesAreSearchedAsTheyAreWritten() {
    Accounts.User ann = store.person("Ann");
    Conversation found =
        store.ask(Conversations.CREATE, new Conversations.Create(ann.id(), "Á_la", null, null));
    store.ask(Conversations.CREATE, new Conversations.Create(ann.id(), "Axla", null, null));
    assertThat(
            store
                .ask(
                    Conversations.LIST,
                    new Conversations.ListPage(ann.id(), null, 10, false, "á_L"))
                .conversations())
        .containsExactly(found);
  }

  private static Imported imported(Integer parent, MessageType type, String text, Instant at) {
    return new Imported(parent, type, text, MessageStatus.COMPLETED, "m-1", at);
  }

  private static Conversation importing(Accounts.User person, List<Imported> messages) {
    return store.ask(
        Conversations.IMPORT, new Conversations.Import(person.id(), "T", null, null, messages));
  }

  private static Result.Messages read(
      Accounts.User person, Conversation conversation, long after, int limit) {
    return store.ask(
        Conversations.READ_ON,
        new Conversations.ReadOn(person.id(), conversation.id(), after, limit));
  }
}
