package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.auth.Identity;
import dev.parley.chat.Change;
import dev.parley.chat.Chunk;
import dev.parley.chat.FeedEvent;
import dev.parley.hub.Delivery;
import dev.parley.hub.Loop;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Broadcast;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttachmentTest {
  private static final long CONVERSATION = 7;
  private static final long ENDED = 100;
  private static final long RUNNING = 102;
  private static final long NEXT = 104;

  private final Told told = new Told();
  private final Attachment attachment = new Attachment(told, CONVERSATION);

  @Test
  void lateTextOfAnAnswerWhoseEndWasReadIsNotTold() {
    attachment.gaveFeed(12);
    attachment.gaveChunks(RUNNING, 2);
    attachment.answeredUpTo(RUNNING);
    attachment.goLive();

    Broadcast late = chunk(ENDED, 1);
    Broadcast given = chunk(RUNNING, 2);
    Broadcast goesOn = chunk(RUNNING, 3);
    Broadcast begins = chunk(NEXT, 1);
    List.of(late, given, goesOn, begins).forEach(this::comes);

    assertThat(told.events).containsExactly(goesOn, begins);
  }

  @Test
  void textThatWasHeldWhileTheEndWasReadIsNotTold() {
    comes(chunk(ENDED, 1));
    comes(chunk(RUNNING, 1));
    attachment.gaveFeed(12);
    attachment.gaveChunks(RUNNING, 0);
    attachment.answeredUpTo(RUNNING);
    attachment.goLive();

    assertThat(told.events).containsExactly(chunk(RUNNING, 1));
  }

  @Test
  void whatHasOnlyAnswersInProgressIsToldAll() {
    attachment.goLive();
    comes(chunk(RUNNING, 4));
    assertThat(told.events).containsExactly(chunk(RUNNING, 4));
  }

  @Test
  void entriesThatWereReadAreNotToldAgain() {
    attachment.gaveFeed(12);
    attachment.goLive();
    comes(entry(12));
    comes(entry(13));
    assertThat(told.events).containsExactly(entry(13));
  }

  private void comes(Broadcast event) {
    attachment.deliver(new Delivery(event));
  }

  /** The generation is named after its answer here. */
  private static Broadcast chunk(long answer, long seq) {
    return new ServerEvent.StreamChunk(CONVERSATION, answer, new Chunk(answer, 1, seq, "x"));
  }

  private static Broadcast entry(long seq) {
    return new ServerEvent.Feed(new FeedEvent(CONVERSATION, seq, new Change.ConversationCleared()));
  }

  /** A client that remembers what it was told. */
  private static final class Told implements Receiver {
    private final List<Broadcast> events = new ArrayList<>();

    @Override
    public void deliver(Delivery delivery) {
      events.add(delivery.event());
    }

    @Override
    public void send(ServerEvent event) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Identity identity() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Loop loop() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Attachment attachment(long conversationId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Attachment> attach(long conversationId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Long>> enter(Attachment attachment) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void detach(long conversationId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void knownAt(long conversationId, long seq) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean wantsStatus() {
      return false;
    }

    @Override
    public void heartbeat() {}

    @Override
    public void leave(long afterMs) {}

    @Override
    public void close(CloseCode code) {
      throw new UnsupportedOperationException();
    }
  }
}
