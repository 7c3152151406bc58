package dev.parley.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.faults.Event.Acked;
import dev.parley.faults.Event.Ended;
import dev.parley.faults.Event.Entry;
import dev.parley.faults.Event.Reset;
import dev.parley.faults.Event.Snapshot;
import dev.parley.faults.Event.Text;
import dev.parley.faults.Finding.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A checker that cannot fail is worthless. */
class HistoryCheckerTest {
  private static final long TALK = 1;
  private static final long ANSWER = 7;
  private static final String WHOLE = Tokens.text("q", 4);
  private static final Ended END = new Ended(ANSWER, "COMPLETED", WHOLE, false);

  private static Truth truth(String state, String content) {
    return new Truth(
        Map.of(TALK, 3L),
        Map.of(ANSWER, new Truth.Answer(TALK, "q", state, content)),
        Map.of("q", 1),
        Map.of("q", 4));
  }

  private static Text text(int... numbers) {
    StringBuilder text = new StringBuilder();
    Arrays.stream(numbers).forEach(number -> text.append(Tokens.token("q", number)));
    return new Text(ANSWER, 1, text.toString());
  }

  private static Entry entry(long seq) {
    return new Entry(TALK, seq);
  }

  private static List<Kind> kinds(Truth truth, Event... events) {
    return new HistoryChecker(truth)
        .check(Map.of("Ann", List.of(events))).stream().map(Finding::kind).distinct().toList();
  }

  private static List<Kind> kinds(Event... events) {
    return kinds(truth("COMPLETED", WHOLE), events);
  }

  @Test
  void acceptsWhatIsRight() {
    assertThat(
            kinds(new Acked(TALK, "q"), entry(1), entry(2), text(0), text(1, 2, 3), entry(3), END))
        .isEmpty();
  }

  @Test
  void acceptsAnAnswerThatWasCutShort() {
    String prefix = Tokens.text("q", 2);
    assertThat(
            kinds(
                truth("INTERRUPTED", prefix),
                entry(1),
                entry(2),
                text(0, 1),
                entry(3),
                new Ended(ANSWER, "INTERRUPTED", prefix, false)))
        .isEmpty();
  }

  @Test
  void acceptsASnapshotThatHasAtLeastWhatWasShown() {
    assertThat(
            kinds(
                entry(1),
                entry(2),
                text(0, 1),
                new Snapshot(ANSWER, 9, Tokens.text("q", 3)),
                text(3),
                entry(3),
                END))
        .isEmpty();
  }

  @Test
  void acceptsAConversationThatWasLoadedAgain() {
    assertThat(
            kinds(
                entry(1), text(0), new Reset(TALK, 3), new Ended(ANSWER, "COMPLETED", WHOLE, true)))
        .isEmpty();
  }

  @Test
  void findsALostToken() {
    assertThat(kinds(entry(1), entry(2), text(0, 1), text(3), entry(3), END))
        .containsExactly(Kind.LOST);
  }

  @Test
  void findsALostEnding() {
    assertThat(kinds(entry(1), entry(2), text(0, 1, 2), entry(3), END)).containsExactly(Kind.LOST);
  }

  @Test
  void findsADuplicatedToken() {
    assertThat(kinds(entry(1), entry(2), text(0, 1), text(1, 2, 3), entry(3), END))
        .containsExactly(Kind.DUPLICATED);
  }

  @Test
  void findsReorderedTokens() {
    assertThat(kinds(entry(1), entry(2), text(0, 2), text(1, 3), entry(3), END))
        .containsExactly(Kind.REORDERED);
  }

  @Test
  void findsTextAfterTheEnd() {
    assertThat(kinds(entry(1), entry(2), text(0, 1, 2, 3), entry(3), END, text(3)))
        .containsExactly(Kind.LATE);
  }

  @Test
  void findsASecondEnd() {
    assertThat(kinds(entry(1), entry(2), text(0, 1, 2, 3), entry(3), END, END))
        .containsExactly(Kind.ENDED_TWICE);
  }

  @Test
  void findsAnEndThatNeverCame() {
    assertThat(kinds(entry(1), entry(2), text(0, 1, 2, 3), entry(3)))
        .containsExactly(Kind.NEVER_ENDED);
    assertThat(kinds(truth("RUNNING", ""), entry(1), entry(2), entry(3)))
        .containsExactly(Kind.NEVER_ENDED);
  }

  @Test
  void findsTwoStories() {
    assertThat(kinds(truth("FAILED", WHOLE), entry(1), entry(2), text(0, 1, 2, 3), entry(3), END))
        .containsExactly(Kind.DISAGREES);
  }

  @Test
  void findsAShownTokenThatTheFinalMessageHasNot() {
    String prefix = Tokens.text("q", 2);
    assertThat(
            kinds(
                truth("INTERRUPTED", prefix),
                entry(1),
                entry(2),
                text(0, 1, 2),
                entry(3),
                new Ended(ANSWER, "INTERRUPTED", prefix, false)))
        .containsExactly(Kind.LOST);
  }

  @Test
  void findsAStoredAnswerThatIsNotWhole() {
    String prefix = Tokens.text("q", 3);
    assertThat(
            kinds(
                truth("COMPLETED", prefix),
                entry(1),
                entry(2),
                text(0, 1, 2),
                entry(3),
                new Ended(ANSWER, "COMPLETED", prefix, false)))
        .containsExactly(Kind.LOST);
  }

  @Test
  void findsASnapshotThatTakesTextAway() {
    assertThat(
            kinds(
                entry(1),
                entry(2),
                text(0, 1, 2),
                new Snapshot(ANSWER, 9, Tokens.text("q", 1)),
                text(1, 2, 3),
                entry(3),
                END))
        .containsExactly(Kind.LOST);
  }

  @Test
  void findsWhatNobodySaid() {
    assertThat(kinds(entry(1), entry(2), text(0, 1, 2, 3, 4), entry(3), END))
        .containsExactly(Kind.INVENTED);
    assertThat(
            kinds(
                entry(1), entry(2), new Text(ANSWER, 1, "hello"), text(0, 1, 2, 3), entry(3), END))
        .containsExactly(Kind.INVENTED);
  }

  @Test
  void findsFaultsOfTheFeed() {
    assertThat(kinds(entry(1), text(0, 1, 2, 3), entry(3), END)).containsExactly(Kind.LOST);
    assertThat(kinds(entry(1), entry(2), text(0, 1, 2, 3), END)).containsExactly(Kind.LOST);
    assertThat(kinds(entry(1), entry(2), entry(2), text(0, 1, 2, 3), entry(3), END))
        .containsExactly(Kind.DUPLICATED);
    assertThat(kinds(entry(2), entry(1), text(0, 1, 2, 3), entry(3), END))
        .containsExactly(Kind.REORDERED);
  }

  @Test
  void findsAcknowledgedMessagesThatAreGoneOrThereTwice() {
    assertThat(kinds(new Acked(TALK, "other"), entry(1), entry(2), text(0, 1, 2, 3), entry(3), END))
        .containsExactly(Kind.LOST);
    Truth twice = new Truth(Map.of(TALK, 1L), Map.of(), Map.of("q", 2), Map.of());
    assertThat(kinds(twice, new Acked(TALK, "q"), entry(1))).containsExactly(Kind.DUPLICATED);
  }
}
