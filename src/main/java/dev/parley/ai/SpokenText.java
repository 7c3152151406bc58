package dev.parley.ai;

import dev.parley.bus.Address;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.chat.Chunk;
import dev.parley.chat.Generation;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.Broadcast;
import dev.parley.protocol.ServerEvent.StreamChunk;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The text of one generation on its way: into the log first, and from there to everybody who
 * listens. Both only while the lease surely holds; what reached the log after that is shown once it
 * holds again. Used on one event loop.
 */
final class SpokenText implements Batcher.Sink {
  /** Who hears of what is in the way. */
  interface Owner {
    /** Nothing waits for the log any more. */
    void drained();

    /** Somebody else writes now. */
    void lose();

    /** The log takes nothing more. */
    void notStored();
  }

  // A generation goes by one name in what is logged, whichever of its parts it comes from.
  private static final Logger LOG = LoggerFactory.getLogger(RunningGeneration.class);

  private final Bus bus;
  private final Generation generation;
  private final Lease lease;
  private final Owner owner;
  private final Address<Broadcast, Void> audience;
  private final Batcher batcher;

  /** Completes when the lease is next renewed. */
  private Promise<Void> confirmed = Promise.promise();

  /** In the log, and not shown because the lease ran out meanwhile: one append at most. */
  private final List<Chunk> unshown = new ArrayList<>();

  SpokenText(Dependencies parts, Generation generation, Lease lease, Owner owner) {
    this.bus = parts.bus();
    this.generation = generation;
    this.lease = lease;
    this.owner = owner;
    this.audience = Events.conversation(generation.conversationId());
    this.batcher =
        new Batcher(parts.vertx(), parts.log(), generation.id(), generation.epoch(), this);
  }

  /** The model said more. */
  void add(String text) {
    batcher.add(text);
  }

  /** Characters that wait for the log. */
  int waiting() {
    return batcher.waiting();
  }

  /** The store renewed the lease. */
  void renewed() {
    if (lease.holds()) {
      show(unshown);
      unshown.clear();
      batcher.resume();
      confirmed.complete();
      confirmed = Promise.promise();
    }
  }

  /** Completes when the generation surely is this node's; never when it was lost. */
  Future<Void> certain() {
    return lease.holds() ? Future.succeededFuture() : confirmed.future();
  }

  /** No more text comes. Completes when all of it is in the log, fails when that cannot be. */
  Future<Void> flush() {
    return batcher.flush();
  }

  /** What did not reach the log is given up. */
  void close() {
    batcher.close();
  }

  /** What is in the log so far. */
  String content() {
    return batcher.content();
  }

  /** Sequence number of the newest chunk in the log; 0 while there is none. */
  long lastSeq() {
    return batcher.lastSeq();
  }

  /** After a stop of the process another node may have ended it: silence until the next beat. */
  @Override
  public boolean mayWrite() {
    return lease.holds();
  }

  @Override
  public void appended(List<Chunk> chunks) {
    if (lease.holds()) {
      show(chunks);
    } else {
      unshown.addAll(chunks);
    }
  }

  private void show(List<Chunk> chunks) {
    for (Chunk chunk : chunks) {
      StreamChunk event =
          new StreamChunk(generation.conversationId(), generation.messageId(), chunk);
      bus.publish(audience, event);
    }
  }

  @Override
  public void drained() {
    owner.drained();
  }

  @Override
  public void broken(Throwable cause) {
    if (cause instanceof FailureException refusal
        && refusal.failure().code() == ErrorCode.CONFLICT) {
      owner.lose();
    } else {
      LOG.error("The log of generation {} takes nothing more", generation.id(), cause);
      owner.notStored();
    }
  }
}
