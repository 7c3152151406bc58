package dev.parley.hub;

import dev.parley.bus.Bus;
import dev.parley.bus.Conversations;
import dev.parley.bus.Generations;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent.Broadcast;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes the gaps of one conversation from the store. */
final class Repair implements Sequencer.Output {
  private static final Logger LOG = LoggerFactory.getLogger(Repair.class);
  private static final long RETRY_MS = 250;
  private static final int ATTEMPTS = 8;

  private final Vertx vertx;
  private final Bus bus;
  private final long conversationId;
  private final Consumer<Broadcast> out;
  private final Sequencer sequencer;

  Repair(Vertx vertx, Bus bus, long conversationId, Consumer<Broadcast> out) {
    this.vertx = vertx;
    this.bus = bus;
    this.conversationId = conversationId;
    this.out = out;
    this.sequencer = new Sequencer(conversationId, this);
  }

  Sequencer sequencer() {
    return sequencer;
  }

  @Override
  public void deliver(Broadcast event) {
    out.accept(event);
  }

  @Override
  public void missingFeed(long afterSeq) {
    var read = new Conversations.ReadFeed(null, conversationId, afterSeq);
    retry(
        ATTEMPTS,
        () ->
            bus.request(Conversations.FEED, read)
                .onSuccess(feed -> sequencer.feed(feed.events(), feed.whole(), feed.seq())));
  }

  @Override
  public void missingChunks(long generationId, long afterSeq) {
    var read = new Generations.ReadChunks(null, generationId, afterSeq);
    retry(
        ATTEMPTS,
        () ->
            bus.request(Generations.CHUNKS, read)
                .onSuccess(
                    found ->
                        sequencer.chunks(
                            generationId, found.message().id(), found.chunks(), found.whole())));
  }

  /** What is gone, with its conversation perhaps, does not come back. */
  private static boolean mayPass(Throwable error) {
    return !(error instanceof FailureException refusal) || refusal.failure().code().retryable();
  }

  private void retry(int attempts, Supplier<Future<?>> read) {
    read.get()
        .onFailure(
            error -> {
              if (attempts > 1 && mayPass(error)) {
                vertx.setTimer(RETRY_MS, timer -> retry(attempts - 1, read));
              } else {
                LOG.warn("A gap in {} stays: {}", conversationId, error.toString());
                sequencer.giveUp();
              }
            });
  }
}
