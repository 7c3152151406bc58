package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.bus.Searches;
import dev.parley.bus.Searches.Found;
import dev.parley.bus.Searches.Hit;
import dev.parley.chat.Conversation;
import dev.parley.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is found, and what is not. */
final class SearchIT {
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
  void findsWordsInAnyCaseAndWithOrWithoutAccents() {
    var ada = store.person("Ada");
    Conversation talk = store.conversation(ada);
    note(
        ada,
        talk,
        "Das CAFÉ in Łódź hat Ärger mit dev.parley.store und snake_case <T extends Foo>");
    note(ada, talk, "私は東京に住んでいます");
    note(ada, talk, "ПРИВЕТ мир");

    for (String text :
        List.of(
            "cafe",
            "Café",
            "caf",
            "ärger",
            "ARGER",
            "parley",
            "dev.parley",
            "\"dev parley\"",
            "store",
            "snake_case",
            "extends",
            "cafe -tea",
            "tea or cafe",
            "\"in Łódź\"",
            "łódź ",
            "東京",
            "住んで",
            "привет",
            "МИР ")) {
      assertThat(find(ada, text)).as(text).hasSize(1);
    }
    for (String text :
        List.of(
            "caf ",
            "cafe -store",
            "cafe tea",
            "\"in hat\"",
            "京東",
            "",
            " ",
            "-",
            "& | ! <-> :*",
            "\"",
            "\"\"",
            "-cafe",
            "or",
            "()'\\",
            "😀",
            "a".repeat(300),
            "\u200b",
            "'; DROP")) {
      assertThat(find(ada, text)).as(text).isEmpty();
    }
  }

  @Test
  void refusesWhatIsNoSearch() {
    var ada = store.person("Ada");
    Conversation others = store.conversation(store.person("Ben"));

    refused(ErrorCode.INVALID_FIELD, query(ada, "a".repeat(301)));
    refused(ErrorCode.INVALID_FIELD, query(ada, "a\0b"));
    for (String cursor : List.of("", "x", "1-", "1-1001", "-1-1", "9".repeat(30) + "-1")) {
      refused(ErrorCode.INVALID_FIELD, new Searches.Query(ada.id(), "word", null, cursor, 10));
    }
    refused(ErrorCode.NOT_FOUND, new Searches.Query(ada.id(), "word", others.id(), null, 10));
  }

  @Test
  void membersFindAndOthersDoNot() {
    var ada = store.person("Ada");
    var ben = store.person("Ben");
    Conversation talk = store.conversation(ada);
    Conversation other = store.conversation(ada);
    note(ada, talk, "The zebra");
    note(ada, other, "Another zebra");

    assertThat(find(ben, "zebra")).isEmpty();
    store.invite(ada, talk, ben);
    assertThat(find(ben, "zebra")).hasSize(1);
    assertThat(find(ada, "zebra")).hasSize(2);
    assertThat(store.ask(Searches.MESSAGES, query(ada, "zebra", other)).hits()).hasSize(1);
    store.ask(
        Conversations.REMOVE_MEMBER, new Conversations.RemoveMember(ada.id(), talk.id(), ben.id()));
    assertThat(find(ben, "zebra")).isEmpty();
  }

  @Test
  void whatWasRemovedClearedOrDeletedIsNotFound() {
    var ada = store.person("Ada");
    Conversation talk = store.conversation(ada);
    long removed = note(ada, talk, "One walrus");
    note(ada, talk, "Two walrus");
    Conversation deleted = store.conversation(ada);
    note(ada, deleted, "Three walrus");
    assertThat(find(ada, "walrus")).hasSize(3);

    store.ask(Conversations.DELETE_MESSAGE, new Conversations.DeleteMessage(ada.id(), removed));
    assertThat(find(ada, "walrus")).hasSize(2);
    store.ask(Conversations.CLEAR, new Conversations.Clear(ada.id(), talk.id()));
    assertThat(find(ada, "walrus")).hasSize(1);
    store.ask(Conversations.DELETE, new Conversations.Delete(ada.id(), deleted.id()));
    assertThat(find(ada, "walrus")).isEmpty();
  }

  @Test
  void tellsWhereAndMarksTheWords() {
    var ada = store.person("Ada");
    Conversation talk =
        store.ask(Conversations.CREATE, new Conversations.Create(ada.id(), "Animals", null, null));
    long id = note(ada, talk, "<b>Pandas</b> eat");

    Hit hit = store.ask(Searches.MESSAGES, query(ada, "panda")).hits().getFirst();
    assertThat(hit.messageId()).isEqualTo(id);
    assertThat(hit.conversationId()).isEqualTo(talk.id());
    assertThat(hit.title()).isEqualTo("Animals");
    assertThat(hit.senderName()).isEqualTo("Ada");
    assertThat(hit.snippet()).isEqualTo("<b>Pandas</b> eat");
    assertThat(hit.highlights()).containsExactly(new Searches.Range(3, 9));
  }

  @Test
  void pagesStayInPlaceWhileMoreIsWritten() {
    var ada = store.person("Ada");
    Conversation talk = store.conversation(ada);
    for (int i = 0; i < 25; i++) {
      note(ada, talk, "Otter number " + i);
    }
    long best = note(ada, talk, "otter otter otter");
    List<Long> seen = new ArrayList<>();
    String cursor = null;
    do {
      Found page =
          store.ask(Searches.MESSAGES, new Searches.Query(ada.id(), "otter", null, cursor, 10));
      page.hits().forEach(hit -> seen.add(hit.messageId()));
      cursor = page.cursor();
      note(ada, talk, "A later otter");
    } while (cursor != null);

    assertThat(seen).hasSize(26);
    assertThat(new HashSet<>(seen)).hasSize(26);
    assertThat(seen.getFirst()).isEqualTo(best);
  }

  @Test
  void theLongestAndStrangestMessagesAreStored() {
    var ada = store.person("Ada");
    Conversation talk = store.conversation(ada);
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      words.append(Integer.toString(i, 36)).append(i % 3 == 0 ? '-' : ' ');
    }
    note(ada, talk, "hedgehog " + words);
    note(ada, talk, "hedgehog " + "\uFDFA".repeat(90_000));
    note(ada, talk, "hedgehog " + "漢".repeat(90_000));
    note(ada, talk, "hedgehog " + "😀é\u0301".repeat(60_000));
    note(ada, talk, "hedgehog " + "x".repeat(200_000));

    assertThat(find(ada, "hedgehog")).hasSize(5);
  }

  @Test
  void aSearchThatTakesTooLongSaysSo() {
    var ada = store.person("Ada");
    note(ada, store.conversation(ada), "The lynx");
    try {
      store.behind("ALTER FUNCTION search_text(text) RENAME TO search_text_fast");
      store.behind(
          "CREATE FUNCTION search_text(content text) RETURNS text LANGUAGE sql IMMUTABLE"
              + " RETURN (SELECT content FROM pg_sleep(60))");
      refused(ErrorCode.UNAVAILABLE, query(ada, "lynx"));
    } finally {
      store.behind("DROP FUNCTION IF EXISTS search_text(text)");
      store.behind("ALTER FUNCTION search_text_fast(text) RENAME TO search_text");
    }
  }

  private static long note(Accounts.User sender, Conversation conversation, String text) {
    return store
        .ask(
            Conversations.SEND,
            new Conversations.Send(
                sender.id(), conversation.id(), text, true, null, null, null, false))
        .message()
        .id();
  }

  private static List<Hit> find(Accounts.User person, String text) {
    return store.ask(Searches.MESSAGES, query(person, text)).hits();
  }

  private static Searches.Query query(Accounts.User person, String text) {
    return new Searches.Query(person.id(), text, null, null, 50);
  }

  private static Searches.Query query(
      Accounts.User person, String text, Conversation conversation) {
    return new Searches.Query(person.id(), text, conversation.id(), null, 50);
  }

  private static void refused(ErrorCode code, Searches.Query query) {
    store.refused(code, Searches.MESSAGES, query);
  }
}
