package dev.parley.hub;

import dev.parley.protocol.ServerEvent.Broadcast;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** One bus address with its local subscribers. Used on the hub's loop only. */
final class Topic {
  private final Fanout fanout = new Fanout();
  private final Map<Long, Integer> people = new HashMap<>();
  private final MessageConsumer<Object> consumer;

  private final Sequencer sequencer;

  /** Moves on whenever somebody comes, so that a grace period knows it is over. */
  private long generation;

  /** A topic whose events go out as they come. */
  Topic(Function<Consumer<Broadcast>, MessageConsumer<Object>> subscription) {
    this.sequencer = null;
    this.consumer = subscription.apply(fanout::deliver);
  }

  /** A topic whose events are put in order first. */
  Topic(
      Function<Consumer<Broadcast>, MessageConsumer<Object>> subscription,
      Function<Consumer<Broadcast>, Sequencer> order) {
    this.sequencer = order.apply(fanout::deliver);
    this.consumer = subscription.apply(sequencer::offer);
  }

  /** Completes when the bus knows of the subscription: what is published from then on arrives. */
  Future<Void> registered() {
    return consumer.completion();
  }

  /** Whether the person came with this subscriber. */
  boolean add(Subscriber subscriber) {
    generation++;
    fanout.add(subscriber);
    return people.merge(subscriber.userId(), 1, Integer::sum) == 1;
  }

  /** Whether the person left with this subscriber. */
  boolean remove(Subscriber subscriber) {
    return fanout.remove(subscriber)
        && people.computeIfPresent(subscriber.userId(), (id, n) -> n == 1 ? null : n - 1) == null;
  }

  /** The feed is known to stand at least there: the next entry but one is a gap. */
  void knownAt(long seq) {
    if (sequencer != null) {
      sequencer.knownAt(seq);
    }
  }

  boolean isEmpty() {
    return fanout.isEmpty();
  }

  long generation() {
    return generation;
  }

  List<Long> people() {
    return new ArrayList<>(people.keySet());
  }

  Future<Void> close() {
    return consumer.unregister();
  }
}
