package dev.parley.store;

import static dev.parley.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.chat.Conversation;
import dev.parley.protocol.ErrorCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Guests and conversations by the names that other programs have for them. */
final class NamesIT {
  private static StoreFixture store;

  @BeforeAll
  static void start() {
    store = new StoreFixture();
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  private static Conversation named(Accounts.User person, String name) {
    return store.ask(Conversations.NAMED, new Conversations.Named(person.id(), name));
  }

  private static Accounts.User guest(String id, boolean make) {
    return store.ask(Accounts.GUEST, new Accounts.Guest(id, make));
  }

  @Test
  void aGuestIsMadeOnce() {
    String id = "guest " + UUID.randomUUID();
    assertThat(guest(id, false)).isNull();

    List<Future<Accounts.User>> asked =
        IntStream.range(0, 20)
            .mapToObj(i -> store.bus.request(Accounts.GUEST, new Accounts.Guest(id, true)))
            .toList();
    await(Future.all(asked));

    Accounts.User guest = guest(id, false);
    assertThat(guest.guest()).isTrue();
    assertThat(guest.name()).isEqualTo(id);
    assertThat(asked).allSatisfy(one -> assertThat(one.result()).isEqualTo(guest));
    assertThat(guest("😀".repeat(64) + "x", true).name()).isEqualTo("😀".repeat(64));
  }

  @Test
  void aNameIsGivenOnceByManyAtTheSameTime() {
    Accounts.User ann = store.person("Ann");
    List<Future<Conversation>> asked =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    store.bus.request(
                        Conversations.NAMED, new Conversations.Named(ann.id(), "work")))
            .toList();
    await(Future.all(asked));

    long id = named(ann, "work").id();
    assertThat(asked).allSatisfy(one -> assertThat(one.result().id()).isEqualTo(id));
    assertThat(named(ann, "home").id()).isNotEqualTo(id);
    assertThat(named(store.person("Bob"), "work").id()).isNotEqualTo(id);
    assertThat(
            store
                .ask(
                    Conversations.NAMES,
                    new Conversations.ReadNames(ann.id(), List.of(id, Long.MAX_VALUE)))
                .names())
        .isEqualTo(Map.of(id, "work"));
  }

  @Test
  void anIdIsANameForMembersOnly() {
    Accounts.User ann = store.person("Ann");
    Accounts.User eve = store.person("Eve");
    Conversation mine = store.conversation(ann);
    String id = Long.toString(mine.id());

    assertThat(named(ann, id)).isEqualTo(mine);
    Conversation hers = named(eve, id);
    assertThat(hers.id()).isNotEqualTo(mine.id());
    store.invite(ann, mine, eve);
    assertThat(named(eve, id).id()).isEqualTo(hers.id());
  }

  @Test
  void aNameOfSomethingGoneIsGivenAnew() {
    Accounts.User ann = store.person("Ann");
    Conversation first = named(ann, "work");
    store.ask(Conversations.DELETE, new Conversations.Delete(ann.id(), first.id()));
    Conversation second = named(ann, "work");
    assertThat(second.id()).isNotEqualTo(first.id());
  }

  @Test
  void namesHaveBounds() {
    long ann = store.person("Ann").id();
    for (String bad : List.of("", " ", "x".repeat(201))) {
      store.refused(
          ErrorCode.INVALID_FIELD, Conversations.NAMED, new Conversations.Named(ann, bad));
    }
  }
}
