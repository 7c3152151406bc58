package dev.parley.api.legacy;

import dev.parley.auth.Identity;
import dev.parley.bus.Bus;
import dev.parley.bus.Generations;
import dev.parley.chat.Change;
import dev.parley.chat.Generation;
import dev.parley.chat.Message;
import dev.parley.hub.Delivery;
import dev.parley.hub.Hub;
import dev.parley.hub.Loop;
import dev.parley.hub.Subscriber;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import dev.parley.protocol.ServerEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Waits for the end of answers, for clients that take nothing but the whole. So many may wait at
 * once; more are refused with RATE_LIMITED. Used on one event loop.
 */
public final class AnswerWait {
  private static final int MAX_WAITING = 1_000;

  /** Behind every chunk: reads a generation without its text. */
  private static final long NO_CHUNKS = Long.MAX_VALUE;

  private final Vertx vertx;
  private final Bus bus;
  private final Hub hub;
  private final Loop loop;
  private final Duration patience;
  private int waiting;

  /**
   * @param patience longer than any generation takes
   */
  public AnswerWait(Vertx vertx, Bus bus, Hub hub, Loop loop, Duration patience) {
    this.vertx = vertx;
    this.bus = bus;
    this.hub = hub;
    this.loop = loop;
    this.patience = patience;
  }

  /** A generation that ended, and its message. */
  record Ended(Generation generation, Message message) {}

  /** Whether one more may wait: ask before the answer is begun. */
  void checkRoom() {
    if (waiting >= MAX_WAITING) {
      throw new FailureException(ErrorCode.RATE_LIMITED, "Too many requests wait for answers");
    }
  }

  /**
   * Fails with PROVIDER_TIMEOUT when it takes too long, with NOT_FOUND when the conversation is
   * deleted meanwhile.
   */
  Future<Ended> end(Identity who, Generation generation) {
    checkRoom();
    One one = new One(who, generation);
    waiting++;
    long timer = vertx.setTimer(patience.toMillis(), late -> one.giveUp());
    long conversationId = generation.conversationId();
    return hub.joinConversation(conversationId, one)
        .onSuccess(joined -> one.look())
        .compose(joined -> one.end.future())
        .onComplete(
            done -> {
              waiting--;
              vertx.cancelTimer(timer);
              hub.leaveConversation(conversationId, one);
            });
  }

  /** Subscribed first and read then, so that the end is not missed. */
  private final class One implements Subscriber {
    private final Identity who;
    private final Generation generation;
    private final Promise<Ended> end = Promise.promise();

    One(Identity who, Generation generation) {
      this.who = who;
      this.generation = generation;
    }

    @Override
    public long userId() {
      return who.userId();
    }

    @Override
    public Loop loop() {
      return loop;
    }

    void look() {
      bus.request(
              Generations.CHUNKS,
              new Generations.ReadChunks(who.userId(), generation.id(), NO_CHUNKS))
          .onSuccess(found -> ended(found.generation(), found.message()))
          .onFailure(end::tryFail);
    }

    @Override
    public void deliver(Delivery delivery) {
      switch (delivery.event()) {
        case ServerEvent.Feed(var entry) -> changed(entry.change());
        case ServerEvent.ConversationResumed _ -> look();
        default -> {
          // Says nothing of the end.
        }
      }
    }

    private void changed(Change change) {
      if (change instanceof Change.GenerationFinished(Generation finished, Message message)) {
        ended(finished, message);
      } else if (change instanceof Change.ConversationDeleted) {
        end.tryFail(new FailureException(ErrorCode.NOT_FOUND, "The chat was deleted"));
      }
    }

    private void ended(Generation state, Message message) {
      if (state.id() == generation.id() && state.state().terminal()) {
        end.tryComplete(new Ended(state, message));
      }
    }

    void giveUp() {
      end.tryFail(new FailureException(ErrorCode.PROVIDER_TIMEOUT, "The answer takes too long"));
    }
  }
}
