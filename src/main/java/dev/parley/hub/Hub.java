package dev.parley.hub;

import dev.parley.bus.Address;
import dev.parley.bus.Bus;
import dev.parley.bus.Events;
import dev.parley.presence.Presence;
import dev.parley.protocol.ServerEvent;
import dev.parley.protocol.ServerEvent.Broadcast;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is subscribed on this node. There is one bus consumer for each conversation and each person
 * with a local subscriber, however many sockets there are; it is kept for a grace period after the
 * last one left, so that a reload does not register it anew. Methods may be called from any loop;
 * the state lives on one.
 */
public final class Hub {
  private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

  private static final long GRACE_MS = 30_000;
  private static final Duration ABSENCE = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final Bus bus;
  private final Loop loop;
  private final Presence presence;
  private final Duration absence;
  private final FeedWatch watch;
  private final Map<String, Topic> topics = new HashMap<>();

  /** Of those of the topics that are conversations, by their names. */
  private final Map<String, Attendance> attendances = new HashMap<>();

  /**
   * @param loop where the hub lives; best the one that most subscribers live on
   */
  public Hub(Vertx vertx, Bus bus, Loop loop, Presence presence) {
    this(vertx, bus, loop, presence, ABSENCE);
  }

  /**
   * @param absence how long somebody must be gone to be told of as gone
   */
  Hub(Vertx vertx, Bus bus, Loop loop, Presence presence, Duration absence) {
    this.vertx = vertx;
    this.bus = bus;
    this.loop = loop;
    this.presence = presence;
    this.absence = absence;
    this.watch = new FeedWatch(bus, loop);
    if (vertx.isClustered()) {
      vertx.setPeriodic(FeedWatch.EVERY_MS, tick -> loop.run(watch::look));
    }
  }

  /**
   * Subscribes to a conversation. Completes, on the subscriber's loop, when everything published
   * from now on will be delivered. Nobody is told before {@link #enterConversation}.
   */
  public Future<Void> joinConversation(long conversationId, Subscriber subscriber) {
    Address<Broadcast, Void> address = Events.conversation(conversationId);
    return call(
        subscriber,
        () -> {
          Topic topic =
              topics.computeIfAbsent(
                  address.name(), name -> conversationTopic(conversationId, address));
          topic.add(subscriber);
          return topic.registered();
        });
  }

  /**
   * A subscriber of the conversation was found to be a member: the others are told. The result is
   * who is there.
   */
  public Future<List<Long>> enterConversation(long conversationId, Subscriber subscriber) {
    return call(
        subscriber,
        () -> {
          String name = Events.conversation(conversationId).name();
          Topic topic = topics.get(name);
          if (topic == null) {
            return Future.succeededFuture(List.of());
          }
          Attendance attendance = attendances.get(name);
          return topic.letIn(subscriber)
              ? attendance.enter(subscriber)
              : Future.succeededFuture(attendance.people());
        });
  }

  /** A subscriber of the conversation has read its feed up to there. */
  public void knownAt(long conversationId, long seq) {
    loop.run(
        () -> {
          Topic topic = topics.get(Events.conversation(conversationId).name());
          if (topic != null) {
            topic.knownAt(seq);
          }
        });
  }

  public void leaveConversation(long conversationId, Subscriber subscriber) {
    loop.run(
        () -> {
          Address<Broadcast, Void> address = Events.conversation(conversationId);
          if (leave(address, subscriber)) {
            attendances.get(address.name()).leave(subscriber);
          }
        });
  }

  /** A node is gone: its people may be. */
  public void nodeLeft() {
    loop.run(
        () ->
            attendances.values().stream()
                .filter(Attendance::othersElsewhere)
                .forEach(Attendance::lookAgain));
  }

  /** Subscribes to what concerns a person whatever has been joined. Completes like a join. */
  public Future<Void> joinUser(Subscriber subscriber) {
    Address<Broadcast, Void> address = Events.user(subscriber.userId());
    return call(
        subscriber,
        () -> {
          Topic topic =
              topics.computeIfAbsent(
                  address.name(), name -> new Topic(in -> bus.subscribe(address, in)));
          topic.add(subscriber);
          topic.letIn(subscriber);
          return topic.registered();
        });
  }

  public void leaveUser(Subscriber subscriber) {
    loop.run(() -> leave(Events.user(subscriber.userId()), subscriber));
  }

  private Topic conversationTopic(long conversationId, Address<Broadcast, Void> address) {
    Attendance attendance = new Attendance(conversationId, vertx, bus, loop, presence, absence);
    attendances.put(address.name(), attendance);
    Topic topic =
        new Topic(
            in -> bus.subscribe(address, event -> take(event, attendance, in)),
            out -> new Repair(vertx, bus, conversationId, out).sequencer());
    watch.watch(conversationId, topic);
    return topic;
  }

  private static void take(Broadcast event, Attendance attendance, Consumer<Broadcast> others) {
    if (event instanceof ServerEvent.PresenceChanged change) {
      attendance.heard(change);
    } else {
      others.accept(event);
    }
  }

  private boolean leave(Address<Broadcast, Void> address, Subscriber subscriber) {
    Topic topic = topics.get(address.name());
    if (topic == null) {
      return false;
    }
    boolean left = topic.remove(subscriber);
    if (topic.isEmpty()) {
      long generation = topic.generation();
      if (topic.wasUsed()) {
        vertx.setTimer(GRACE_MS, timer -> loop.run(() -> close(address, generation)));
      } else {
        close(address, generation);
      }
    }
    return left;
  }

  private void close(Address<Broadcast, Void> address, long generation) {
    Topic topic = topics.get(address.name());
    if (topic != null && topic.isEmpty() && topic.generation() == generation) {
      topics.remove(address.name());
      attendances.remove(address.name());
      watch.forget(topic);
      topic
          .close()
          .onFailure(error -> LOG.warn("Could not unsubscribe from {}", address.name(), error));
    }
  }

  /** Runs on the hub's loop and completes on the subscriber's. */
  private <T> Future<T> call(Subscriber subscriber, Supplier<Future<T>> action) {
    Promise<T> promise = Promise.promise();
    loop.run(
        () ->
            Future.succeededFuture()
                .compose(here -> action.get())
                .onComplete(result -> subscriber.loop().run(() -> promise.handle(result))));
    return promise.future();
  }
}
