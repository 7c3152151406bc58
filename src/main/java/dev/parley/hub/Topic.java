package dev.parley.hub;

import dev.parley.protocol.ServerEvent.Broadcast;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** One bus address with its local subscribers. Used on the hub's loop only. */
final class Topic {
  private final Fanout fanout = new Fanout();

  /** Came, and have not been let in yet: nobody is told of them. */
  private final Set<Subscriber> waiting = new HashSet<>();

  private final MessageConsumer<Object> consumer;

  private final Sequencer sequencer;

  /** Moves on whenever somebody is let in, so that a grace period knows it is over. */
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

  /** From now on the subscriber gets what comes. */
  void add(Subscriber subscriber) {
    fanout.add(subscriber);
    waiting.add(subscriber);
  }

  /** The subscriber may be here. False when it has been let in before, or has left. */
  boolean letIn(Subscriber subscriber) {
    if (!waiting.remove(subscriber)) {
      return false;
    }
    generation++;
    return true;
  }

  /** Whether it had been let in. */
  boolean remove(Subscriber subscriber) {
    return fanout.remove(subscriber) && !waiting.remove(subscriber);
  }

  /** Whether anybody was ever let in; what strangers ask for is not kept for them. */
  boolean wasUsed() {
    return generation > 0;
  }

  /** The feed is known to stand at least there: the next entry but one is a gap. */
  void knownAt(long seq) {
    if (sequencer != null) {
      sequencer.knownAt(seq);
    }
  }

  /** The feed stands there: what this node has not heard of by now is read. */
  void standsAt(long seq) {
    if (sequencer != null) {
      sequencer.standsAt(seq);
    }
  }

  boolean isEmpty() {
    return fanout.isEmpty();
  }

  long generation() {
    return generation;
  }

  Future<Void> close() {
    return consumer.unregister();
  }
}
