package dev.parley.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Change;
import dev.parley.chat.Chunk;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.Generation;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Message;
import dev.parley.chat.MessageStatus;
import dev.parley.chat.MessageType;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Broadcast;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SequencerTest {
  private static final long CONVERSATION = 7;
  private static final long GENERATION = 70;
  private static final long ANSWER = 700;

  private final List<String> told = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final Sequencer sequencer =
      new Sequencer(
          CONVERSATION,
          new Sequencer.Output() {
            @Override
            public void deliver(Broadcast event) {
              told.add(name(event));
            }

            @Override
            public void missingFeed(long afterSeq) {
              asked.add("feed after " + afterSeq);
            }

            @Override
            public void missingChunks(long generationId, long afterSeq) {
              asked.add("chunks after " + afterSeq);
            }
          });

  @Test
  void passesOnWhatIsInOrder() {
    offer(feed(5), feed(6), chunk(1), chunk(2));
    assertThat(told).containsExactly("5", "6", "c1", "c2");
    assertThat(asked).isEmpty();
  }

  @Test
  void dropsWhatCameTwice() {
    offer(feed(5), feed(5), chunk(1), chunk(1), feed(4));
    assertThat(told).containsExactly("5", "c1");
  }

  @Test
  void holdsEverythingUntilAGapInTheFeedIsClosed() {
    offer(feed(5), feed(8), chunk(1), feed(9));
    assertThat(told).containsExactly("5");
    assertThat(asked).containsExactly("feed after 5");
    sequencer.feed(List.of(entry(6), entry(7), entry(8)), true, 8);
    assertThat(told).containsExactly("5", "6", "7", "8", "c1", "9");
  }

  @Test
  void seesAGapBeforeTheFirstEventWhenASubscriberHasReadTheFeed() {
    sequencer.knownAt(3);
    offer(feed(5));
    assertThat(asked).containsExactly("feed after 3");
  }

  @Test
  void takesTheFeedUpAgainBehindAGapThatIsTooLarge() {
    offer(feed(5), feed(900), feed(901));
    sequencer.feed(List.of(), false, 900);
    assertThat(told).containsExactly("5", "not recovered, at 900", "901");
  }

  @Test
  void closesAGapInTheChunks() {
    offer(started(1), chunk(1), chunk(4));
    assertThat(asked).containsExactly("chunks after 1");
    sequencer.chunks(GENERATION, ANSWER, List.of(piece(2), piece(3), piece(4)), true);
    assertThat(told).containsExactly("start", "c1", "c2", "c3", "c4");
  }

  @Test
  void seesThatTheFirstChunkOfAStreamIsMissing() {
    offer(started(1), chunk(2));
    assertThat(asked).containsExactly("chunks after 0");
  }

  @Test
  void tellsAChunkOnceThatCameBeforeTheStartOfItsStream() {
    offer(chunk(1), started(1), chunk(1), chunk(2));
    assertThat(told).containsExactly("c1", "start", "c2");
  }

  @Test
  void tellsTheEndOfAnAnswerOnlyAfterItsLastChunk() {
    offer(started(1), chunk(1), finished(2, 3), feed(3));
    assertThat(told).containsExactly("start", "c1");
    sequencer.chunks(GENERATION, ANSWER, List.of(piece(2), piece(3)), true);
    assertThat(told).containsExactly("start", "c1", "c2", "c3", "end", "3");
  }

  @Test
  void goesOnBehindChunksThatAreLost() {
    offer(started(1), chunk(1), finished(2, 9));
    sequencer.chunks(GENERATION, ANSWER, List.of(), false);
    assertThat(told).containsExactly("start", "c1", "end");
  }

  @Test
  void goesOnWhenTheStoreCannotBeRead() {
    offer(feed(5), feed(8));
    sequencer.giveUp();
    offer(feed(9));
    assertThat(told).containsExactly("5", "not recovered, at 0", "8", "9");
  }

  @Test
  void holdsABoundedNumberOfEvents() {
    offer(feed(1), feed(3));
    for (long seq = 4; seq < Sequencer.MAX_HELD + 10; seq++) {
      offer(feed(seq));
    }
    assertThat(told).containsExactly("1", "not recovered, at 0");
  }

  /** Whatever the bus does to the events, they come out whole, once and in order. */
  @RepeatedTest(200)
  void ordersWhatABusLosesRepeatsAndReorders(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Broadcast> sent = new ArrayList<>();
    sent.add(started(1));
    for (long seq = 1; seq <= 20; seq++) {
      sent.add(chunk(seq));
    }
    sent.add(finished(2, 20));
    sent.add(feed(3));
    List<Broadcast> arriving = new ArrayList<>();
    for (Broadcast event : sent.subList(1, sent.size() - 1)) {
      for (int copies = random.nextInt(3); copies > 0; copies--) {
        arriving.add(event);
      }
    }
    Collections.shuffle(arriving, random);
    sequencer.knownAt(0);
    offer(sent.getFirst());
    arriving.forEach(this::offerAndClose);
    offerAndClose(sent.getLast());

    List<String> expected = new ArrayList<>(List.of("start"));
    for (int seq = 1; seq <= 20; seq++) {
      expected.add("c" + seq);
    }
    expected.addAll(List.of("end", "3"));
    assertThat(told).isEqualTo(expected);
  }

  /** Offers an event, then closes the gaps it shows from what a store would have. */
  private void offerAndClose(Broadcast event) {
    offer(event);
    while (!asked.isEmpty()) {
      String question = asked.removeFirst();
      long after = Long.parseLong(question.substring(question.lastIndexOf(' ') + 1));
      if (question.startsWith("feed")) {
        List<FeedEvent> rest =
            List.of(startedEntry(1), finishedEntry(2, 20), entry(3)).stream()
                .filter(entry -> entry.seq() > after)
                .toList();
        sequencer.feed(rest, true, 3);
      } else {
        List<Chunk> rest = new ArrayList<>();
        for (long seq = after + 1; seq <= 20; seq++) {
          rest.add(piece(seq));
        }
        sequencer.chunks(GENERATION, ANSWER, rest, true);
      }
    }
  }

  private void offer(Broadcast... events) {
    List.of(events).forEach(sequencer::offer);
  }

  private static String name(Broadcast event) {
    return switch (event) {
      case ServerEvent.StreamChunk chunk -> "c" + chunk.chunk().seq();
      case ServerEvent.ConversationResumed resumed -> "not recovered, at " + resumed.seq();
      case ServerEvent.Feed(FeedEvent entry)
          when entry.change() instanceof Change.GenerationStarted ->
          "start";
      case ServerEvent.Feed(FeedEvent entry)
          when entry.change() instanceof Change.GenerationFinished ->
          "end";
      case ServerEvent.Feed(FeedEvent entry) -> String.valueOf(entry.seq());
      default -> event.toString();
    };
  }

  private static Broadcast feed(long seq) {
    return new ServerEvent.Feed(entry(seq));
  }

  private static FeedEvent entry(long seq) {
    return new FeedEvent(CONVERSATION, seq, new Change.MemberRemoved(seq));
  }

  private static Broadcast started(long seq) {
    return new ServerEvent.Feed(startedEntry(seq));
  }

  private static FeedEvent startedEntry(long seq) {
    return new FeedEvent(
        CONVERSATION, seq, new Change.GenerationStarted(generation(GenerationState.QUEUED, 0)));
  }

  private static Broadcast finished(long seq, long lastChunk) {
    return new ServerEvent.Feed(finishedEntry(seq, lastChunk));
  }

  private static FeedEvent finishedEntry(long seq, long lastChunk) {
    Message answer =
        new Message(
            ANSWER,
            CONVERSATION,
            null,
            MessageType.ASSISTANT,
            null,
            null,
            "",
            MessageStatus.COMPLETED,
            Instant.EPOCH,
            null,
            GENERATION,
            null,
            null,
            null,
            null,
            null);
    return new FeedEvent(
        CONVERSATION,
        seq,
        new Change.GenerationFinished(generation(GenerationState.COMPLETED, lastChunk), answer));
  }

  private static Generation generation(GenerationState state, long lastSeq) {
    return new Generation(GENERATION, CONVERSATION, ANSWER, 1, "m", state, 1, lastSeq, null, null);
  }

  private static Broadcast chunk(long seq) {
    return new ServerEvent.StreamChunk(CONVERSATION, ANSWER, piece(seq));
  }

  private static Chunk piece(long seq) {
    return new Chunk(GENERATION, 1, seq, "x");
  }
}
