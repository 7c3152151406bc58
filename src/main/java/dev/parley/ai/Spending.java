package dev.parley.ai;

import dev.parley.bus.Bus;
import dev.parley.bus.Metrics;
import dev.parley.bus.Usages;
import dev.parley.bus.Usages.Spent;
import dev.parley.chat.GenerationMetrics;
import dev.parley.chat.GenerationState;
import dev.parley.chat.Usage;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts of the calls of one node that are in no conversation. The store admits each of them, and
 * is told its end: those that ended while it was being told go together, and what could not be told
 * is told again. Of a call whose end is never told, because the node dies or more than {@link
 * #MAX_UNTOLD} ends wait (FORGET_OLDEST), the store counts the prompt as estimated, and not the
 * answer. Used on one event loop.
 */
final class Spending {
  private static final Logger LOG = LoggerFactory.getLogger(Spending.class);
  private static final Backoff BACKOFF = new Backoff(100, 2_000);

  /** How long the end of a call may take to reach the store. */
  private static final Duration TELLING = Duration.ofMinutes(15);

  private static final long CLOSING_MS = 3_000;

  /** Ends that wait to be told. */
  static final int MAX_UNTOLD = 10_000;

  private final Vertx vertx;
  private final Bus bus;
  private final Deque<Spent> untold = new ArrayDeque<>();
  private boolean telling;
  private Promise<Void> closing;

  Spending(Vertx vertx, Bus bus) {
    this.vertx = vertx;
    this.bus = bus;
  }

  /**
   * Fails with QUOTA_EXCEEDED.
   *
   * @param userId null for a call on nobody's account
   * @param longest the call may take
   */
  Future<Account> admit(String id, Long userId, String model, long promptTokens, Duration longest) {
    return open(id, userId, model).admit(promptTokens, longest);
  }

  /**
   * An account of a call that is not yet admitted.
   *
   * @param userId null for a call on nobody's account
   */
  Account open(String id, Long userId, String model) {
    return new Account(id, userId, model);
  }

  /** The same of a call that nobody asked for, made for the person all the same. */
  Account aside(Long userId, String model) {
    return open(Usages.aside(UUID.randomUUID().toString()), userId, model);
  }

  /** One call. */
  final class Account {
    private final String id;
    private final Long userId;

    /** Who was asked last; null before anybody was. */
    private String provider;

    /** What was asked for at first, and then who really answers. */
    private String model;

    private Account(String id, Long userId, String model) {
      this.id = id;
      this.userId = userId;
      this.model = model;
    }

    /**
     * Before anybody is asked. Fails with QUOTA_EXCEEDED.
     *
     * @param longest the call may take
     */
    Future<Account> admit(long promptTokens, Duration longest) {
      if (userId == null) {
        return Future.succeededFuture(this);
      }
      long hold = longest.plus(TELLING).toMillis();
      return bus.request(Usages.ADMIT, new Usages.Admit(id, userId, model, promptTokens, hold))
          .map(admitted -> this);
    }

    void asked(String newProvider, String newModel, long promptTokens) {
      provider = newProvider;
      model = newModel;
      if (userId != null) {
        bus.request(Usages.ASKED, new Usages.Asked(id, provider, model, promptTokens))
            .onFailure(error -> LOG.warn("Who answers call {} is not noted", id, error));
      }
    }

    /**
     * To be called once.
     *
     * @param usage null when it counts for nothing
     */
    void ended(Usage usage) {
      if (userId != null) {
        add(new Spent(id, provider, model, usage));
      }
    }

    /**
     * Tells the metrics how the call ended, on nobody's account as well.
     *
     * @param usage null when nobody was asked, and so are the metrics then
     */
    void sample(GenerationState state, Usage usage, GenerationMetrics metrics) {
      bus.publish(
          Metrics.SAMPLES,
          new Metrics.Sample.GenerationEnded(provider, model, state, usage, metrics));
    }
  }

  private void add(Spent spent) {
    if (untold.size() == MAX_UNTOLD) {
      LOG.error("The end of call {} is not counted, too many wait", untold.removeFirst().id());
    }
    untold.addLast(spent);
    if (!telling) {
      tell();
    }
  }

  private void tell() {
    List<Spent> next = untold.stream().limit(Usages.MAX_SETTLED).toList();
    telling = !next.isEmpty();
    if (telling) {
      next.forEach(spent -> untold.removeFirst());
      tell(next, 0);
    } else if (closing != null) {
      closing.tryComplete();
    }
  }

  private void tell(List<Spent> calls, int attempt) {
    bus.request(Usages.SETTLE, new Usages.Settle(calls))
        .onSuccess(settled -> tell())
        .onFailure(
            error -> {
              if (isFinal(error)) {
                LOG.error("{} calls are not counted", calls.size(), error);
                tell();
                return;
              }
              LOG.warn("The ends of {} calls cannot be told yet", calls.size(), error);
              vertx.setTimer(BACKOFF.millis(attempt), later -> tell(calls, attempt + 1));
            });
  }

  /** The store is there, and would say the same again. */
  private static boolean isFinal(Throwable error) {
    return error instanceof FailureException refusal
        && refusal.failure().code() != ErrorCode.UNAVAILABLE;
  }

  /** Completes when everything is told, or after three seconds. */
  Future<Void> close() {
    closing = Promise.promise();
    long bound =
        vertx.setTimer(
            CLOSING_MS,
            late -> {
              LOG.error("{} calls or more are not counted", untold.size());
              closing.tryComplete();
            });
    if (!telling) {
      closing.complete();
    }
    return closing.future().onComplete(closed -> vertx.cancelTimer(bound));
  }
}
