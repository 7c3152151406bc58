package dev.parley.auth;

import dev.parley.bus.Accounts;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.shared.Outage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that ended while access tokens of theirs may still be good. Told by the bus, and
 * because the bus may lose that, read again from the store every few seconds. What this node has
 * not heard of yet is asked of what the nodes share; while that is away, this node goes by what it
 * knows (LOCAL_WHILE_AWAY).
 *
 * <p>Bounded. When it is full the session that ended first is dropped and every token that is not
 * younger than that session's newest is refused (REFUSE_OLDER): their owners get new tokens with
 * their refresh tokens, and nobody who logged out comes back in. Safe to use from any thread.
 */
public final class EndedSessions {
  /** Sessions remembered at most; about 20 MB. */
  static final int MAX = 100_000;

  private static final Logger LOG = LoggerFactory.getLogger(EndedSessions.class);
  private static final long RETRY_MS = TimeUnit.SECONDS.toMillis(1);

  /** Clocks of nodes differ, and a session may be committed a little after the time it names. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Bus bus;
  private final Duration ttl;
  private final InstantSource clock;
  private final int max;
  private final EndedEverywhere everywhere;
  private final Duration reload;
  private final Outage outage = new Outage(LOG, "The list of ended sessions", "LOCAL_WHILE_AWAY");
  private final LinkedHashMap<String, Instant> until = new LinkedHashMap<>();
  private Instant refusedUpTo = Instant.MIN;
  private Instant loadedAt;

  /**
   * @param ttl how long access tokens are good for
   * @param max sessions to remember
   * @param reload time between two readings from the store
   */
  EndedSessions(
      Vertx vertx,
      Bus bus,
      Duration ttl,
      InstantSource clock,
      int max,
      EndedEverywhere everywhere,
      Duration reload) {
    this.vertx = vertx;
    this.bus = bus;
    this.ttl = ttl;
    this.clock = clock;
    this.max = max;
    this.everywhere = everywhere;
    this.reload = reload;
  }

  /**
   * Listens, and reads what ended before. Completes after the first attempt to read, whether it
   * worked or not: see {@link #isLoaded}. Attempts go on for as long as {@code vertx} runs.
   */
  Future<Void> start() {
    return bus.subscribe(Events.SESSION_ENDED, event -> add(event.sessionId()))
        .completion()
        .compose(subscribed -> keepLoading());
  }

  private Future<Void> keepLoading() {
    return load()
        .onComplete(
            done -> vertx.setTimer(isLoaded() ? reload.toMillis() : RETRY_MS, id -> keepLoading()));
  }

  /** Whether it knows of the sessions that ended before this process started. */
  synchronized boolean isLoaded() {
    return loadedAt != null;
  }

  /**
   * A session of this node ended. Completes when no node lets it in any more, or when that cannot
   * be made sure of; never fails.
   */
  Future<Void> end(String sessionId) {
    add(sessionId);
    bus.publish(Events.SESSION_ENDED, new Events.SessionEnded(sessionId));
    return everywhere
        .add(sessionId)
        .onSuccess(known -> outage.ended())
        .otherwise(
            error -> {
              outage.began(error);
              return null;
            });
  }

  /** Whether the session of the token ended, on whatever node; never fails. */
  Future<Boolean> hasEnded(Identity identity) {
    if (refuses(identity)) {
      return Future.succeededFuture(true);
    }
    return everywhere
        .contains(identity.sessionId())
        .onSuccess(
            ended -> {
              outage.ended();
              if (ended) {
                found(identity.sessionId());
              }
            })
        .otherwise(
            error -> {
              outage.began(error);
              return false;
            });
  }

  /** Nobody has told this node: its open connections of the session are told now. */
  private void found(String sessionId) {
    if (add(sessionId)) {
      bus.publishHere(Events.SESSION_ENDED, new Events.SessionEnded(sessionId));
    }
  }

  /** Whether the token belongs to a session that this node knows to have ended. */
  synchronized boolean refuses(Identity identity) {
    return until.containsKey(identity.sessionId()) || !identity.expiresAt().isAfter(refusedUpTo);
  }

  /** Whether that is news. */
  synchronized boolean add(String sessionId) {
    Instant now = clock.instant();
    Iterator<Instant> oldest = until.values().iterator();
    while (oldest.hasNext() && !oldest.next().isAfter(now)) {
      oldest.remove();
    }
    boolean news = until.putIfAbsent(sessionId, now.plus(ttl)) == null;
    if (until.size() > max) {
      refusedUpTo = until.pollFirstEntry().getValue();
    }
    return news;
  }

  /** Reads once; a failure is logged only. */
  Future<Void> load() {
    Instant asked = clock.instant();
    return bus.request(Accounts.ENDED_SINCE, new Accounts.EndedSince(since(asked)))
        .<Void>map(
            ended -> {
              ended.sessionIds().forEach(isLoaded() ? this::found : this::add);
              loaded(asked);
              return null;
            })
        .otherwise(
            error -> {
              LOG.warn("Cannot read the ended sessions, trying again: {}", error.getMessage());
              return null;
            });
  }

  private synchronized Instant since(Instant now) {
    Instant all = now.minus(ttl);
    return loadedAt == null || loadedAt.isBefore(all)
        ? all.minus(OVERLAP)
        : loadedAt.minus(OVERLAP);
  }

  synchronized void loaded(Instant at) {
    loadedAt = at;
  }
}
