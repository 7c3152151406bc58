package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.Accounts;
import dev.parley.bus.Conversations;
import dev.parley.bus.Conversations.FeedbackCounts;
import dev.parley.bus.Conversations.ModelFeedback;
import dev.parley.chat.Conversation;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Rating;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ServerEvent.Result;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people think of answers, in numbers. */
final class FeedbackIT {
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
  void isCountedInAllAndByModelAndForOneConversation() {
    Accounts.User ann = store.person("Ann");
    Accounts.User ben = store.person("Ben");
    Conversation one = store.conversation(ann);
    Conversation other = store.conversation(ann);
    store.invite(ann, one, ben);
    FeedbackCounts none = new FeedbackCounts(0, 0, List.of());
    assertThat(count(ann, null)).isEqualTo(none);

    long first = answer(ann, one, "m-1");
    rate(ann, first, Rating.UP);
    rate(ben, first, Rating.DOWN);
    rate(ann, answer(ann, one, "m-2"), Rating.UP);
    rate(ann, answer(ann, other, "m-1"), Rating.DOWN);

    FeedbackCounts inOne =
        new FeedbackCounts(
            2, 1, List.of(new ModelFeedback("m-1", 1, 1), new ModelFeedback("m-2", 1, 0)));
    assertThat(count(ben, one.id())).isEqualTo(inOne);
    assertThat(count(ann, null))
        .isEqualTo(
            new FeedbackCounts(
                2, 2, List.of(new ModelFeedback("m-1", 1, 2), new ModelFeedback("m-2", 1, 0))));
    store.refused(
        ErrorCode.NOT_FOUND,
        Conversations.FEEDBACK_COUNTS,
        new Conversations.CountFeedback(ben.id(), other.id()));

    rate(ben, first, Rating.UP);
    rate(ann, first, null);
    assertThat(count(ann, one.id()).models()).contains(new ModelFeedback("m-1", 1, 0));
    store.ask(Conversations.DELETE, new Conversations.Delete(ann.id(), one.id()));
    assertThat(count(ann, null))
        .isEqualTo(new FeedbackCounts(0, 1, List.of(new ModelFeedback("m-1", 0, 1))));
    store.ask(Conversations.DELETE, new Conversations.Delete(ann.id(), other.id()));
    assertThat(count(ann, null)).isEqualTo(none);
  }

  @Test
  void allOfItIsCountedFromAnIndex() throws SQLException {
    try (Connection connection = store.database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET enable_seqscan = off");
      statement.execute("PREPARE counts (bigint) AS " + FeedbackRepository.COUNT_ALL);
      List<String> plan = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery("EXPLAIN EXECUTE counts(100)")) {
        while (rows.next()) {
          plan.add(rows.getString(1));
        }
      }
      assertThat(String.join("\n", plan)).contains("Index Only Scan using feedback_model");
    }
  }

  private static long answer(Accounts.User person, Conversation conversation, String model) {
    Result.Sent sent = store.send(person, conversation, "Hello");
    long id = sent.generation().id();
    long epoch = store.claim(id, "node").generation().epoch();
    store.finish(id, epoch, GenerationState.COMPLETED, "Hi");
    store.behind(
        "UPDATE messages SET model = '" + model + "' WHERE id = " + sent.generation().messageId());
    return sent.generation().messageId();
  }

  private static void rate(Accounts.User person, long message, Rating rating) {
    store.ask(
        Conversations.FEEDBACK, new Conversations.Feedback(person.id(), message, rating, null));
  }

  private static FeedbackCounts count(Accounts.User person, Long conversation) {
    return store.ask(
        Conversations.FEEDBACK_COUNTS, new Conversations.CountFeedback(person.id(), conversation));
  }
}
