package dev.parley.gateway;

import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import dev.parley.chat.Change;
import dev.parley.chat.Chunk;
import dev.parley.chat.FeedEvent;
import dev.parley.chat.Generation;
import dev.parley.protocol.ClientCommand;
import dev.parley.protocol.ClientCommand.GenerationPosition;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One resume in progress: conversations are attached and hold what arrives, then what was missed is
 * read and given, then the held goes. Used once, on one event loop.
 */
final class Resumption {
  private static final GenerationPosition FROM_START = new GenerationPosition(0, null);

  private final Bus bus;
  private final Receiver receiver;
  private final ClientCommand.Resume positions;
  private final Map<Long, Attachment> attached = new HashMap<>();

  Resumption(Bus bus, Receiver receiver, ClientCommand.Resume positions) {
    this.bus = bus;
    this.receiver = receiver;
    this.positions = positions;
  }

  Future<Void> run() {
    return each(positions.conversations().keySet(), this::attach)
        .compose(
            done ->
                each(
                    positions.generations().entrySet(),
                    entry -> generation(entry.getKey(), entry.getValue())))
        .compose(done -> each(positions.conversations().entrySet(), this::feed))
        .compose(done -> each(attached.values(), receiver::enter))
        .onSuccess(done -> attached.values().forEach(Attachment::goLive))
        // Whoever tries again starts afresh; what is held for ever would end the receiver.
        .onFailure(error -> attached.keySet().forEach(receiver::detach));
  }

  private Future<Void> attach(long conversationId) {
    receiver.detach(conversationId);
    return receiver
        .attach(conversationId)
        .onSuccess(attachment -> attached.put(conversationId, attachment))
        .mapEmpty();
  }

  private Future<Void> generation(long generationId, GenerationPosition position) {
    return read(generationId, position.seq())
        .compose(found -> whileAttached(found, generationId, position))
        .compose(found -> give(found, position))
        .recover(
            error ->
                refused(error)
                    .map(
                        failure -> {
                          receiver.send(new ServerEvent.Refused(null, failure));
                          return null;
                        }));
  }

  /** What was read while the conversation was not attached is read again: nothing held the rest. */
  private Future<Generations.Chunks> whileAttached(
      Generations.Chunks found, long generationId, GenerationPosition position) {
    long conversationId = found.generation().conversationId();
    if (receiver.attachment(conversationId) != null) {
      return Future.succeededFuture(found);
    }
    return attach(conversationId).compose(done -> read(generationId, position.seq()));
  }

  private Future<Generations.Chunks> read(long generationId, long afterSeq) {
    long me = receiver.identity().userId();
    return bus.request(Generations.CHUNKS, new Generations.ReadChunks(me, generationId, afterSeq));
  }

  private Future<Void> give(Generations.Chunks found, GenerationPosition position) {
    if (found.whole() && sameEpoch(found, position)) {
      giveMissed(found, position);
      return Future.succeededFuture();
    }
    return read(found.generation().id(), 0).onSuccess(this::giveSnapshot).mapEmpty();
  }

  /**
   * The epoch that is told is that of the pieces: a reaper raises the generation's own, and a
   * client would drop the pieces as older.
   */
  private void giveMissed(Generations.Chunks found, GenerationPosition position) {
    Generation generation = found.generation();
    long known = position.epoch() == null ? generation.epoch() : position.epoch();
    long epoch = found.chunks().isEmpty() ? known : found.chunks().getLast().epoch();
    long last = found.chunks().isEmpty() ? position.seq() : found.chunks().getLast().seq();
    receiver.send(
        new ServerEvent.GenerationResumed(
            generation.conversationId(),
            generation.withEpoch(epoch),
            true,
            last,
            null,
            found.message().toolCalls()));
    for (Chunk chunk : found.chunks()) {
      receiver.send(
          new ServerEvent.StreamChunk(generation.conversationId(), generation.messageId(), chunk));
    }
    gave(found, last);
  }

  private void giveSnapshot(Generations.Chunks all) {
    Generation generation = all.generation();
    long last = all.chunks().isEmpty() ? 0 : all.chunks().getLast().seq();
    String content =
        generation.state().terminal()
            ? all.message().content()
            : all.chunks().stream().map(Chunk::content).collect(Collectors.joining());
    receiver.send(
        new ServerEvent.GenerationResumed(
            generation.conversationId(),
            generation,
            false,
            last,
            content,
            all.message().toolCalls()));
    gave(all, last);
  }

  /** The end of an answer is part of the feed; told here when the client resumes no feed. */
  private void gave(Generations.Chunks found, long last) {
    Generation generation = found.generation();
    Attachment attachment = receiver.attachment(generation.conversationId());
    if (attachment != null) {
      attachment.gaveChunks(generation.id(), last);
    }
    if (generation.state().terminal()
        && !positions.conversations().containsKey(generation.conversationId())) {
      receiver.send(new ServerEvent.GenerationEnded(generation, found.message()));
    }
  }

  /** A client that keeps no epoch, or has seen nothing, has nothing to compare. */
  private static boolean sameEpoch(Generations.Chunks found, GenerationPosition position) {
    return position.epoch() == null
        || position.seq() == 0
        || found.chunks().isEmpty()
        || found.chunks().getFirst().epoch() == position.epoch();
  }

  private Future<Void> feed(Map.Entry<Long, Long> position) {
    long conversationId = position.getKey();
    long me = receiver.identity().userId();
    return bus.request(
            Conversations.FEED, new Conversations.ReadFeed(me, conversationId, position.getValue()))
        .compose(
            feed ->
                receiver
                    .enter(attached.get(conversationId))
                    .compose(present -> giveFeed(conversationId, feed, present)))
        .recover(
            error ->
                refused(error)
                    .map(
                        failure -> {
                          receiver.detach(conversationId);
                          attached.remove(conversationId);
                          receiver.send(notRecovered(conversationId));
                          return null;
                        }));
  }

  private Future<Void> giveFeed(long conversationId, Conversations.Feed feed, List<Long> present) {
    receiver.knownAt(conversationId, feed.seq());
    Attachment attachment = attached.get(conversationId);
    receiver.send(
        new ServerEvent.ConversationResumed(conversationId, feed.whole(), feed.seq(), present));
    if (feed.whole()) {
      feed.events().forEach(entry -> giveEntry(attachment, entry));
    }
    attachment.gaveFeed(feed.seq());
    feed.running().forEach(id -> attachment.gaveChunks(id, 0));
    attachment.answeredUpTo(feed.newestMessageId());
    return each(started(feed.events()), id -> generation(id, FROM_START));
  }

  private void giveEntry(Attachment attachment, FeedEvent entry) {
    if (entry.change() instanceof Change.GenerationFinished finished) {
      attachment.endsGeneration(finished.generation().id());
    }
    receiver.send(new ServerEvent.Feed(entry));
  }

  /** Answers that began while the client was away, and still run. */
  private Set<Long> started(List<FeedEvent> events) {
    Set<Long> running = new LinkedHashSet<>();
    for (FeedEvent entry : events) {
      if (entry.change() instanceof Change.GenerationStarted(Generation generation)) {
        running.add(generation.id());
      } else if (entry.change() instanceof Change.GenerationFinished finished) {
        running.remove(finished.generation().id());
      }
    }
    running.removeAll(positions.generations().keySet());
    return running;
  }

  /** What cannot be found (any more) does not hinder the rest; everything else does. */
  private static Future<Failure> refused(Throwable error) {
    return error instanceof FailureException refusal
            && refusal.failure().code() == ErrorCode.NOT_FOUND
        ? Future.succeededFuture(refusal.failure())
        : Future.failedFuture(error);
  }

  /** The client loads the conversation, and is told then why it cannot. */
  private static ServerEvent notRecovered(long conversationId) {
    return new ServerEvent.ConversationResumed(conversationId, false, 0, List.of());
  }

  private static <T> Future<Void> each(Collection<T> items, Function<T, Future<?>> action) {
    Future<Void> all = Future.succeededFuture();
    for (T item : items) {
      all = all.compose(done -> action.apply(item)).mapEmpty();
    }
    return all;
  }
}
