package dev.parley.hub;

import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.presence.Presence;
import dev.parley.protocol.ServerEvent.PresenceChanged;
import dev.parley.shared.Outage;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in one conversation, on whatever node. Each node finds out by itself what has changed and
 * tells its own subscribers once; what others publish is only a reason to look. Who is gone is told
 * of after a moment, because a page that is loaded anew, or goes to another node, is back soon.
 *
 * <p>While what the nodes share is away, those who were elsewhere are taken to be there still
 * (KEEP_WHILE_AWAY). At most {@link Presence#MAX_PEOPLE} people are told of; who comes to a full
 * conversation is told of when others have left (FIRST_COME). Used on the hub's loop only.
 */
final class Attendance {
  private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);
  private static final long NO_TIMER = -1;

  /** All conversations of a process share an outage. */
  private static final Outage OUTAGE = new Outage(LOG, "Presence", "KEEP_WHILE_AWAY");

  private final long conversationId;
  private final Vertx vertx;
  private final Bus bus;
  private final Loop loop;
  private final Presence presence;
  private final long absenceMs;
  private final Fanout entered = new Fanout();
  private final Set<Subscriber> entering = new HashSet<>();
  private final Map<Long, Integer> here = new LinkedHashMap<>();
  private final Set<Long> told = new LinkedHashSet<>();

  /** Told of and gone, with the timer that tells. */
  private final Map<Long, Long> missing = new HashMap<>();

  private Set<Long> elsewhere = Set.of();
  private Set<Long> announced = Set.of();
  private Promise<Void> known = Promise.promise();
  private boolean exchanging;
  private boolean again;
  private long beat = NO_TIMER;

  /**
   * @param absence how long somebody must be gone to be told of as gone
   */
  Attendance(
      long conversationId, Vertx vertx, Bus bus, Loop loop, Presence presence, Duration absence) {
    this.conversationId = conversationId;
    this.vertx = vertx;
    this.bus = bus;
    this.loop = loop;
    this.presence = presence;
    this.absenceMs = absence.toMillis();
  }

  /** The others are told. The result is who is there; the subscriber is told what changes then. */
  Future<List<Long>> enter(Subscriber subscriber) {
    entering.add(subscriber);
    if (here.merge(subscriber.userId(), 1, Integer::sum) == 1) {
      if (beat == NO_TIMER) {
        beat = vertx.setPeriodic(presence.beat().toMillis(), tick -> loop.run(this::exchange));
      }
      exchange();
    }
    return known
        .future()
        .map(
            all -> {
              tell();
              if (entering.remove(subscriber)) {
                entered.add(subscriber);
              }
              return people();
            });
  }

  /** Only somebody who entered. */
  void leave(Subscriber subscriber) {
    if (!entering.remove(subscriber)) {
      entered.remove(subscriber);
    }
    if (here.computeIfPresent(subscriber.userId(), (id, n) -> n == 1 ? null : n - 1) == null) {
      if (here.isEmpty()) {
        vertx.cancelTimer(beat);
        beat = NO_TIMER;
      }
      tell();
      exchange();
    }
  }

  /** Another node says that something changed. */
  void heard(PresenceChanged change) {
    if (isPresent(change.userId()) != change.online()) {
      lookAgain();
    }
  }

  /** Something may have changed elsewhere. */
  void lookAgain() {
    if (!here.isEmpty()) {
      exchange();
    }
  }

  /** Whether what it knows is of people elsewhere too. */
  boolean othersElsewhere() {
    return !elsewhere.isEmpty();
  }

  List<Long> people() {
    return List.copyOf(told);
  }

  private boolean isPresent(long userId) {
    return here.containsKey(userId) || elsewhere.contains(userId);
  }

  private void exchange() {
    if (exchanging) {
      again = true;
      return;
    }
    exchanging = true;
    Set<Long> mine =
        here.keySet().stream().limit(Presence.MAX_PEOPLE).collect(Collectors.toUnmodifiableSet());
    presence
        .exchange(conversationId, mine)
        .onComplete(result -> loop.run(() -> exchanged(mine, result)));
  }

  private void exchanged(Set<Long> mine, AsyncResult<Set<Long>> result) {
    exchanging = false;
    if (result.succeeded()) {
      OUTAGE.ended();
      elsewhere = result.result();
      announce(mine);
    } else {
      OUTAGE.began(result.cause());
    }
    tell();
    known.tryComplete();
    if (again) {
      again = false;
      exchange();
    } else if (here.isEmpty()) {
      forget();
    }
  }

  /** Rings at the other nodes, which can see it now. */
  private void announce(Set<Long> mine) {
    Set<Long> before = announced;
    announced = mine;
    mine.stream().filter(id -> !before.contains(id)).forEach(id -> announce(id, true));
    before.stream().filter(id -> !mine.contains(id)).forEach(id -> announce(id, false));
  }

  private void announce(long userId, boolean online) {
    bus.publish(Events.conversation(conversationId), change(userId, online));
  }

  private PresenceChanged change(long userId, boolean online) {
    return new PresenceChanged(conversationId, userId, online);
  }

  /** Tells the subscribers how what they were told differs from what is. */
  private void tell() {
    here.keySet().forEach(this::tellOnline);
    elsewhere.forEach(this::tellOnline);
    for (long userId : told) {
      if (!isPresent(userId)) {
        missing.computeIfAbsent(
            userId,
            first -> vertx.setTimer(absenceMs, late -> loop.run(() -> tellOffline(userId))));
      }
    }
  }

  private void tellOnline(long userId) {
    Long timer = missing.remove(userId);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
    if (told.size() < Presence.MAX_PEOPLE && told.add(userId)) {
      entered.deliver(change(userId, true));
    }
  }

  private void tellOffline(long userId) {
    if (missing.remove(userId) != null && told.remove(userId)) {
      entered.deliver(change(userId, false));
      tell();
    }
  }

  /** Nobody is here to be told: who comes next learns everything anew. */
  private void forget() {
    missing.values().forEach(vertx::cancelTimer);
    missing.clear();
    told.clear();
    elsewhere = Set.of();
    announced = Set.of();
    known = Promise.promise();
  }
}
