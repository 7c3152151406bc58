package dev.parley.hub;

import dev.parley.chat.Change;
import dev.parley.chat.Chunk;
import dev.parley.chat.FeedEvent;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Broadcast;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the events of one conversation in order. The bus may lose, repeat or reorder; what leaves
 * here is the feed without a gap and the chunks of each generation without a gap, a generation's
 * end after its last chunk. On a gap everything is held until the missing part was read from the
 * store.
 *
 * <p>At most {@value #MAX_HELD} events are held. Overflow policy <em>forget and reload</em>: they
 * are dropped and the feed is taken up again at its newest entry, which the output is told.
 */
final class Sequencer {
  static final int MAX_HELD = 10_000;

  /** Generations followed at once; the longest unused is forgotten first. */
  private static final int MAX_GENERATIONS = 256;

  /** Where ordered events go, and who closes gaps. */
  interface Output {
    void deliver(Broadcast event);

    /** Answer with {@link Sequencer#feed} or {@link Sequencer#giveUp}. */
    void missingFeed(long afterSeq);

    /** Answer with {@link Sequencer#chunks} or {@link Sequencer#giveUp}. */
    void missingChunks(long generationId, long afterSeq);
  }

  private static final long UNKNOWN = -1;

  /** Behind every chunk: what still comes of an ended generation is late. */
  private static final long ENDED = Long.MAX_VALUE;

  private final long conversationId;
  private final Output output;
  private final Deque<Broadcast> held = new ArrayDeque<>();
  private final Map<Long, Long> chunkSeqs =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
          return size() > MAX_GENERATIONS;
        }
      };
  private long seq = UNKNOWN;
  private boolean waiting;

  Sequencer(long conversationId, Output output) {
    this.conversationId = conversationId;
    this.output = output;
  }

  void offer(Broadcast event) {
    if (!waiting && held.isEmpty()) {
      take(event);
    } else if (held.size() < MAX_HELD) {
      held.addLast(event);
    } else {
      held.clear();
      seq = UNKNOWN;
      chunkSeqs.clear();
      output.deliver(new ServerEvent.ConversationResumed(conversationId, false, 0, List.of()));
    }
  }

  /** A subscriber read the feed up to there; an entry missed before the first is then seen. */
  void knownAt(long newest) {
    if (seq == UNKNOWN) {
      seq = newest;
    }
  }

  /** The feed stands there; entries up to it that have not come by now were lost on the way. */
  void standsAt(long newest) {
    if (seq != UNKNOWN && newest > seq && !waiting && held.isEmpty()) {
      waiting = true;
      output.missingFeed(seq);
    }
  }

  /**
   * The missing part of the feed.
   *
   * @param newest where it is taken up again when that is not whole
   */
  void feed(List<FeedEvent> events, boolean whole, long newest) {
    putBack(events.stream().<Broadcast>map(ServerEvent.Feed::new).toList());
    if (!whole || events.isEmpty()) {
      held.removeIf(event -> event instanceof ServerEvent.Feed(FeedEvent e) && e.seq() <= newest);
      seq = newest;
      output.deliver(new ServerEvent.ConversationResumed(conversationId, false, newest, List.of()));
    }
    drain();
  }

  /** The missing chunks. When they are not whole, the stream goes on behind the gap. */
  void chunks(long generationId, long messageId, List<Chunk> chunks, boolean whole) {
    if (!whole || chunks.isEmpty()) {
      goOnBehind(generationId, chunks);
    }
    putBack(
        chunks.stream()
            .<Broadcast>map(c -> new ServerEvent.StreamChunk(conversationId, messageId, c))
            .toList());
    drain();
  }

  private void goOnBehind(long generationId, List<Chunk> found) {
    if (!found.isEmpty()) {
      chunkSeqs.put(generationId, found.getFirst().seq() - 1);
    } else if (held.peekFirst() instanceof ServerEvent.StreamChunk(long _, long _, Chunk next)
        && next.generationId() == generationId) {
      chunkSeqs.put(generationId, next.seq() - 1);
    } else {
      chunkSeqs.remove(generationId);
    }
  }

  /** The gap cannot be closed: go on behind it. */
  void giveUp() {
    seq = UNKNOWN;
    chunkSeqs.clear();
    if (held.peekFirst() instanceof ServerEvent.StreamChunk(long _, long _, Chunk next)) {
      chunkSeqs.put(next.generationId(), next.seq() - 1);
    }
    output.deliver(new ServerEvent.ConversationResumed(conversationId, false, 0, List.of()));
    drain();
  }

  private void putBack(List<Broadcast> events) {
    for (Broadcast event : events.reversed()) {
      held.addFirst(event);
    }
  }

  private void drain() {
    waiting = false;
    while (!waiting && !held.isEmpty()) {
      take(held.pollFirst());
    }
  }

  private void take(Broadcast event) {
    switch (event) {
      case ServerEvent.Feed(FeedEvent entry) -> takeFeed(event, entry);
      case ServerEvent.StreamChunk(long _, long _, Chunk chunk) -> takeChunk(event, chunk);
      case ServerEvent.MemberFeed _,
          ServerEvent.Queued _,
          ServerEvent.Suggested _,
          ServerEvent.TypingChanged _,
          ServerEvent.PresenceChanged _,
          ServerEvent.ConversationView _,
          ServerEvent.ConversationResumed _,
          ServerEvent.BackendStatus _,
          ServerEvent.ToolActivity _,
          ServerEvent.Reconnect _ ->
          output.deliver(event);
    }
  }

  private void takeFeed(Broadcast event, FeedEvent entry) {
    if (seq != UNKNOWN && entry.seq() <= seq) {
      return;
    }
    if (seq != UNKNOWN && entry.seq() > seq + 1) {
      hold(event);
      output.missingFeed(seq);
      return;
    }
    switch (entry.change()) {
      // Its first chunks come from another node, and may have come before it.
      case Change.GenerationStarted started -> chunkSeqs.putIfAbsent(started.generation().id(), 0L);
      case Change.GenerationFinished finished -> {
        long id = finished.generation().id();
        Long shown = chunkSeqs.get(id);
        if (shown != null && shown < finished.generation().lastSeq()) {
          hold(event);
          output.missingChunks(id, shown);
          return;
        }
        chunkSeqs.put(id, ENDED);
      }
      case Change.MessageAdded _,
          Change.MessageUpdated _,
          Change.MessageDeleted _,
          Change.ConversationUpdated _,
          Change.ConversationCleared _,
          Change.ConversationDeleted _,
          Change.MemberAdded _,
          Change.MemberRemoved _,
          Change.FeedbackUpdated _ -> {}
    }
    seq = entry.seq();
    output.deliver(event);
  }

  private void takeChunk(Broadcast event, Chunk chunk) {
    // Of a generation that this node has not heard of, the beginning is missing too: subscribers
    // that were given it elsewhere drop what they have.
    long shown = chunkSeqs.getOrDefault(chunk.generationId(), 0L);
    if (chunk.seq() <= shown) {
      return;
    }
    if (chunk.seq() > shown + 1) {
      hold(event);
      output.missingChunks(chunk.generationId(), shown);
      return;
    }
    chunkSeqs.put(chunk.generationId(), chunk.seq());
    output.deliver(event);
  }

  private void hold(Broadcast event) {
    waiting = true;
    held.addFirst(event);
  }
}
