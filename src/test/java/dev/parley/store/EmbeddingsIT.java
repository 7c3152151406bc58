package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.bus.Embeddings;
import dev.parley.bus.Embeddings.Work;
import dev.parley.bus.Searches;
import dev.parley.bus.Searches.Hit;
import dev.parley.bus.Searches.Range;
import dev.parley.bus.Searches.Way;
import dev.parley.chat.Conversation;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ServerEvent.Result;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who embeds which message when, and what is found by vectors. The vectors are made up here. */
final class EmbeddingsIT {
  private StoreFixture store;
  private Accounts.User ada;
  private Conversation talk;

  @BeforeEach
  void start() {
    store = new StoreFixture();
    ada = store.person("Ada");
    talk = store.conversation(ada);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void eachMessageIsGivenOutOnceTheNewestFirst() {
    long old = note("old");
    long young = note("young");

    List<Work> work = claim();
    assertThat(work).extracting(Work::messageId).containsExactly(young, old);
    assertThat(work).extracting(Work::content).containsExactly("young", "old");
    assertThat(claim()).isEmpty();
    work.forEach(one -> assertThat(keep(one, 1)).isTrue());
    store.behind("UPDATE embeddings SET due = now() - interval '1 s' WHERE due IS NOT NULL");
    assertThat(claim()).isEmpty();
  }

  @Test
  void oldMessagesAreNotedInManyTransactionsAndNoneIsLeftOut() throws SQLException {
    store.behind(
        "INSERT INTO messages (conversation_id, type, sender_id, content, status, created_at)"
            + (" SELECT " + talk.id() + ", 'NOTE', " + ada.id() + ", 'note ' || n, 'COMPLETED',")
            + " now() FROM generate_series(1, 3500) n");
    HashSet<Long> given = new HashSet<>();
    for (List<Work> work = claim(); !work.isEmpty(); work = claim()) {
      work.forEach(one -> assertThat(given.add(one.messageId())).isTrue());
    }

    assertThat(given).hasSize(3500);
    assertThat(number("SELECT safe FROM embedding_progress")).isEqualTo(number(NEWEST));
  }

  /** Ids are given before a transaction commits, and others may commit in between. */
  @Test
  void aMessageThatBecomesVisibleLateIsNotForgotten() throws SQLException {
    note("first");
    Conversation other = store.conversation(ada);
    try (Connection slow = store.database.connect();
        Statement statement = slow.createStatement()) {
      slow.setAutoCommit(false);
      statement.execute(
          "INSERT INTO messages (conversation_id, type, sender_id, content, status, created_at)"
              + (" VALUES (" + other.id() + ", 'NOTE', " + ada.id() + ", 'late', 'COMPLETED',")
              + " now())");
      note("last");
      assertThat(contents()).containsExactly("last", "first");
      assertThat(contents()).isEmpty();
      slow.commit();
    }
    assertThat(contents()).containsExactly("late");
  }

  @Test
  void anAnswerIsGivenOutWhenItIsWritten() {
    Result.Sent sent = store.send(ada, talk, "question");
    assertThat(contents()).containsExactly("question");
    store.answer(sent, "the answer");

    assertThat(contents()).containsExactly("the answer");
  }

  @Test
  void aClaimIsGoodUntilTheMessageIsRemovedOrAnotherHasIt() throws SQLException {
    long removed = note("removed");
    Work claim = claim().getFirst();
    store.ask(Conversations.DELETE_MESSAGE, new Conversations.DeleteMessage(ada.id(), removed));
    assertThat(keep(claim, 1)).isFalse();

    note("slow");
    Work first = claim().getFirst();
    store.behind("UPDATE embeddings SET due = now() - interval '1 s'");
    Work second = claim().getFirst();
    assertThat(keep(first, 1)).isFalse();
    assertThat(keep(second, 2)).isTrue();
    assertThat(number("SELECT count(*) FROM embeddings")).isEqualTo(1);
  }

  @Test
  void removedClearedAndDeletedMessagesLoseTheirVectors() throws SQLException {
    long removed = note("removed");
    note("cleared");
    Conversation other = store.conversation(ada);
    noteIn(other, "deleted");
    claim().forEach(one -> keep(one, 1));
    assertThat(number(KEPT)).isEqualTo(3);

    store.ask(Conversations.DELETE_MESSAGE, new Conversations.DeleteMessage(ada.id(), removed));
    assertThat(number(KEPT)).isEqualTo(2);
    store.ask(Conversations.CLEAR, new Conversations.Clear(ada.id(), talk.id()));
    assertThat(number(KEPT)).isEqualTo(1);
    store.ask(Conversations.DELETE, new Conversations.Delete(ada.id(), other.id()));
    assertThat(number("SELECT count(*) FROM embeddings")).isZero();
    assertThat(claim()).isEmpty();
  }

  @Test
  void aTextThatChangesIsEmbeddedAgain() throws SQLException {
    note("before");
    claim().forEach(one -> keep(one, 1));
    store.behind("UPDATE messages SET content = 'after'");

    assertThat(number(KEPT)).isZero();
    assertThat(contents()).containsExactly("after");
  }

  @Test
  void aMessageThatNobodyCanEmbedIsLeftAloneAfterThreeAttempts() {
    note("poison");
    for (int i = 0; i < 3; i++) {
      assertThat(contents()).containsExactly("poison");
      store.behind("UPDATE embeddings SET due = now() - interval '1 s'");
    }
    note("healthy");

    assertThat(contents()).containsExactly("healthy");
  }

  @Test
  void refusesVectorsThatAreNone() {
    note("text");
    Work work = claim().getFirst();

    store.refused(
        ErrorCode.INVALID_FIELD,
        Embeddings.KEEP,
        new Embeddings.Keep(
            work.messageId(), work.until(), new byte[383], List.of(new Range(0, 4))));
    store.refused(
        ErrorCode.INVALID_FIELD,
        Searches.MESSAGES,
        new Searches.Query(ada.id(), "text", null, null, 10, Way.BOTH, new byte[3]));
    store.refused(ErrorCode.UNAVAILABLE, Searches.MESSAGES, query(Way.SEMANTIC, null, null));
    store.refused(ErrorCode.UNAVAILABLE, Searches.MESSAGES, query(Way.BOTH, "5-10-7", null));
  }

  @Test
  void membersFindByMeaningAndOthersDoNot() {
    long near = note("near one");
    claim().forEach(one -> keep(one, 1));
    Accounts.User ben = store.person("Ben");
    assertThat(find(ada)).extracting(Hit::messageId).containsExactly(near);
    assertThat(find(ben)).isEmpty();

    store.invite(ada, talk, ben);
    assertThat(find(ben)).hasSize(1);
    store.ask(
        Conversations.REMOVE_MEMBER, new Conversations.RemoveMember(ada.id(), talk.id(), ben.id()));
    assertThat(find(ben)).isEmpty();
  }

  @Test
  void pagesStayInPlaceWhileMoreIsWrittenAndEmbedded() {
    for (int i = 0; i < 30; i++) {
      note(i % 2 == 0 ? "otter " + i : "beaver " + i);
    }
    List<Work> late = claim();
    for (List<Work> work = claim(); !work.isEmpty(); work = claim()) {
      work.forEach(one -> keep(one, 1));
    }
    List<Long> seen = new ArrayList<>();
    List<Way> ways = new ArrayList<>();
    String cursor = null;
    do {
      Searches.Found page = store.ask(Searches.MESSAGES, query(Way.BOTH, cursor, vector(1)));
      page.hits().forEach(hit -> seen.add(hit.messageId()));
      page.hits().forEach(hit -> ways.add(hit.way()));
      cursor = page.cursor();
      note("otter later");
      late.forEach(one -> keep(one, 1));
      claim().forEach(one -> keep(one, 1));
    } while (cursor != null);

    assertThat(new HashSet<>(seen)).hasSameSizeAs(seen).hasSize(15 + 7);
    assertThat(ways.subList(0, 7)).containsOnly(Way.BOTH);
    assertThat(ways).contains(Way.TEXT, Way.SEMANTIC);
  }

  @Test
  void ofTheMeaningTheNearestComesFirstAndShowsItsPassage() {
    long far = note("far far away, and nothing more");
    long near = note("nearest of all");
    for (Work work : claim()) {
      int kind = work.messageId() == near ? 1 : 2;
      assertThat(keep(work, kind)).isTrue();
    }

    List<Hit> hits = find(ada);
    assertThat(hits).extracting(Hit::messageId).containsExactly(near, far);
    assertThat(hits).extracting(Hit::way).containsOnly(Way.SEMANTIC);
    assertThat(hits.getFirst().snippet()).isEqualTo("near…");
    assertThat(hits.getFirst().highlights()).isEmpty();
  }

  private static final String NEWEST = "SELECT max(id) FROM messages";
  private static final String KEPT = "SELECT count(*) FROM embeddings WHERE vectors IS NOT NULL";

  private long number(String sql) throws SQLException {
    try (Connection connection = store.database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private List<Work> claim() {
    return store.ask(Embeddings.CLAIM, new Embeddings.Claim(16)).work();
  }

  private List<String> contents() {
    return claim().stream().map(Work::content).toList();
  }

  /** Kind 1 is what {@link #find} looks for, and 2 is less like it. */
  private static byte[] vector(int kind) {
    byte[] vector = new byte[Embeddings.DIMENSIONS];
    vector[0] = 100;
    vector[1] = (byte) (kind == 1 ? 0 : 100);
    return vector;
  }

  private boolean keep(Work work, int kind) {
    return store
        .ask(
            Embeddings.KEEP,
            new Embeddings.Keep(
                work.messageId(), work.until(), vector(kind), List.of(new Range(0, 4))))
        .kept();
  }

  private List<Hit> find(Accounts.User person) {
    Searches.Query query =
        new Searches.Query(person.id(), "word", null, null, 10, Way.SEMANTIC, vector(1));
    return store.ask(Searches.MESSAGES, query).hits();
  }

  private Searches.Query query(Way way, String cursor, byte[] meaning) {
    return new Searches.Query(ada.id(), "otter", null, cursor, 6, way, meaning);
  }

  private long note(String text) {
    return noteIn(talk, text);
  }

  private long noteIn(Conversation conversation, String text) {
    return store
        .ask(
            Conversations.SEND,
            new Conversations.Send(
                ada.id(), conversation.id(), text, true, null, null, null, false))
        .message()
        .id();
  }
}
