package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.DeletedOwned;
import dev.parley.bus.Events;
import dev.parley.bus.Generations;
import dev.parley.chat.Change;
import dev.parley.chat.Conversation;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Result;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Deleting several conversations at once. */
final class DeletesIT {
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
  void allOwnedGoAtOnceArchivedOrNot() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    Conversation shared = store.conversation(ann);
    Conversation archived = store.conversation(ann);
    Conversation bens = store.conversation(ben);
    store.invite(ann, shared, ben);
    store.invite(ben, bens, ann);
    store.ask(
        Conversations.UPDATE,
        new Conversations.Update(ann.id(), archived.id(), null, null, null, null, true));
    Result.Sent running = store.send(ann, shared, "hello");
    long epoch = store.claim(running.generation().id(), "node").generation().epoch();
    long seq = store.view(ann, shared).seq();
    List<ServerEvent.Broadcast> inShared = store.listen(shared);
    List<ServerEvent.Broadcast> anns = store.listen(Events.user(ann.id()));
    List<ServerEvent.Broadcast> heardByBen = store.listen(Events.user(ben.id()));

    assertThat(deleteOwned(ann)).isEqualTo(new DeletedOwned(2, false));

    for (Conversation gone : List.of(shared, archived)) {
      store.refused(
          ErrorCode.NOT_FOUND, Conversations.OPEN, new Conversations.Open(ann.id(), gone.id()));
    }
    assertThat(store.view(ann, bens).id()).isEqualTo(bens.id());
    assertThat(inShared)
        .singleElement()
        .extracting(event -> ((ServerEvent.Feed) event).event())
        .satisfies(
            last -> {
              assertThat(last.seq()).isEqualTo(seq + 1);
              assertThat(last.change()).isEqualTo(new Change.ConversationDeleted());
            });
    assertThat(deletedOf(anns)).containsExactly(shared.id(), archived.id());
    assertThat(deletedOf(heardByBen)).containsExactly(shared.id());
    var held = List.of(new Generations.Held(running.generation().id(), epoch));
    assertThat(store.ask(Generations.BEAT, new Generations.Beat("node", 1_000, held)).lost())
        .containsExactly(running.generation().id());
    assertThat(deleteOwned(ann)).isEqualTo(new DeletedOwned(0, false));
  }

  private static List<Long> deletedOf(List<ServerEvent.Broadcast> heard) {
    return heard.stream()
        .map(event -> ((ServerEvent.MemberFeed) event).event())
        .filter(event -> event.change() instanceof Change.ConversationDeleted)
        .map(event -> event.conversationId())
        .toList();
  }

  @Test
  void manyGoInSeveralTransactions() {
    Accounts.User ann = store.person("Ann");
    store.behind(
        "WITH made AS (INSERT INTO conversations (title) SELECT '' FROM generate_series(1, "
            + (Conversations.MAX_OWNED + 5)
            + ") RETURNING id) INSERT INTO members (conversation_id, user_id, role)"
            + " SELECT id, "
            + ann.id()
            + ", 'OWNER' FROM made");

    assertThat(deleteOwned(ann)).isEqualTo(new DeletedOwned(Conversations.MAX_OWNED, true));
    assertThat(deleteOwned(ann)).isEqualTo(new DeletedOwned(5, false));
  }

  private static DeletedOwned deleteOwned(Accounts.User person) {
    return store.ask(Conversations.DELETE_OWNED, new Conversations.DeleteOwned(person.id()));
  }

  @Test
  void aRefusedBatchNamesThoseThatHinderAndNoOthers() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    long own = store.conversation(ann).id();
    Conversation foreign = store.conversation(ben);
    store.invite(ben, foreign, ann);
    long unknown = store.conversation(ben).id();

    refused(ann, List.of(own, foreign.id()), "Only an owner may delete conversations: %d");
    store.refused(
        ErrorCode.FORBIDDEN,
        Conversations.BATCH_DELETE,
        new Conversations.BatchDelete(ann.id(), List.of(own, foreign.id())));
    assertThatThrownBy(() -> batch(ann, List.of(unknown, own, foreign.id())))
        .hasMessageEndingWith(
            "There are no such conversations: %d. Only an owner may delete conversations: %d",
            unknown, foreign.id());
    store.ask(Conversations.OPEN, new Conversations.Open(ann.id(), own));
  }

  private static void refused(Accounts.User person, List<Long> ids, String message) {
    assertThatThrownBy(() -> batch(person, ids)).hasMessageEndingWith(message, ids.getLast());
  }

  private static void batch(Accounts.User person, List<Long> ids) {
    store.ask(Conversations.BATCH_DELETE, new Conversations.BatchDelete(person.id(), ids));
  }
}
