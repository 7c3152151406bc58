package dev.parley.gateway;

import dev.parley.chat.Change;
import dev.parley.chat.Chunk;
import dev.parley.chat.FeedEvent;
import dev.parley.hub.Delivery;
import dev.parley.hub.Loop;
import dev.parley.hub.Subscriber;
import dev.parley.protocol.CloseCode;
import dev.parley.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One receiver in one conversation. It first holds what arrives, while the receiver reads what came
 * before from the store, then passes everything on that the receiver has not been given by that
 * reading. So nothing is missing and nothing is told twice.
 */
final class Attachment implements Subscriber {
  /** Held while reading; overflow policy: the receiver is dropped to resume later. */
  private static final int MAX_HELD = 4_096;

  private final Receiver receiver;
  private final long conversationId;
  private final Map<Long, Long> chunkSeqs = new HashMap<>();
  private List<Delivery> held = new ArrayList<>();
  private long seq;
  private long answeredUpTo;
  private boolean over;

  Attachment(Receiver receiver, long conversationId) {
    this.receiver = receiver;
    this.conversationId = conversationId;
  }

  long conversationId() {
    return conversationId;
  }

  /** The receiver was given the feed up to there. */
  void gaveFeed(long upTo) {
    seq = Math.max(seq, upTo);
  }

  /** The receiver was given the chunks of the generation up to there. */
  void gaveChunks(long generationId, long upTo) {
    chunkSeqs.merge(generationId, upTo, Math::max);
  }

  /** The receiver has left: nothing more is passed on, whatever is still on its way. */
  void end() {
    over = true;
    held = null;
  }

  /**
   * The receiver is about to be told that the answer ended: what is held of its text goes first
   * where the receiver was given the text before, and is superfluous where it was not.
   */
  void endsGeneration(long generationId) {
    if (held == null) {
      return;
    }
    Long given = chunkSeqs.remove(generationId);
    List<Delivery> rest = new ArrayList<>();
    for (Delivery delivery : held) {
      if (!(delivery.event() instanceof ServerEvent.StreamChunk(long _, long _, Chunk chunk))
          || chunk.generationId() != generationId) {
        rest.add(delivery);
      } else if (given != null && chunk.seq() > given) {
        receiver.deliver(delivery);
      }
    }
    held = rest;
  }

  /**
   * All answers up to that message are over, but for those whose chunks were given: what is still
   * on its way of them is late. A node that has to read a gap may tell it long after the end was
   * read.
   */
  void answeredUpTo(long messageId) {
    answeredUpTo = Math.max(answeredUpTo, messageId);
  }

  /** Reading is over: passes on what was held, and from now on everything at once. */
  void goLive() {
    List<Delivery> waiting = held;
    held = null;
    if (waiting != null) {
      waiting.forEach(this::deliver);
    }
  }

  @Override
  public long userId() {
    return receiver.identity().userId();
  }

  @Override
  public Loop loop() {
    return receiver.loop();
  }

  @Override
  public void deliver(Delivery delivery) {
    if (over) {
      return;
    }
    if (held != null) {
      if (held.size() < MAX_HELD) {
        held.add(delivery);
      } else {
        receiver.close(CloseCode.SLOW_CONSUMER);
      }
      return;
    }
    if (unseen(delivery.event())) {
      receiver.deliver(delivery);
      if (delivery.event() instanceof ServerEvent.Feed(FeedEvent entry)) {
        afterwards(entry.change());
      }
    }
  }

  private boolean unseen(ServerEvent.Broadcast event) {
    if (event instanceof ServerEvent.Feed(FeedEvent entry)) {
      boolean unseen = entry.seq() > seq;
      gaveFeed(entry.seq());
      return unseen;
    }
    if (event instanceof ServerEvent.StreamChunk(long _, long messageId, Chunk chunk)) {
      Long given = chunkSeqs.get(chunk.generationId());
      boolean unseen = given == null ? messageId > answeredUpTo : chunk.seq() > given;
      if (unseen) {
        gaveChunks(chunk.generationId(), chunk.seq());
      }
      return unseen;
    }
    return true;
  }

  private void afterwards(Change change) {
    switch (change) {
      case Change.GenerationFinished finished -> chunkSeqs.remove(finished.generation().id());
      case Change.ConversationDeleted _ -> receiver.detach(conversationId);
      case Change.MemberRemoved(long userId) -> {
        if (userId == userId()) {
          receiver.detach(conversationId);
        }
      }
      case Change.MessageAdded _,
          Change.MessageUpdated _,
          Change.MessageDeleted _,
          Change.GenerationStarted _,
          Change.ConversationUpdated _,
          Change.ConversationCleared _,
          Change.MemberAdded _,
          Change.FeedbackUpdated _ -> {}
    }
  }
}
