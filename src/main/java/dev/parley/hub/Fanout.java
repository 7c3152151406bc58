package dev.parley.hub;

import dev.parley.protocol.ServerEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hands events to local subscribers, one hop for each event loop among them. Used on the hub's loop
 * only. The subscribers of a loop are kept as an array that is replaced on every change, so that
 * another loop can walk it without a copy.
 */
final class Fanout {
  private final Map<Loop, Subscriber[]> byLoop = new HashMap<>();

  boolean isEmpty() {
    return byLoop.isEmpty();
  }

  void add(Subscriber subscriber) {
    byLoop.merge(subscriber.loop(), new Subscriber[] {subscriber}, Fanout::joined);
  }

  /** Whether it was there. */
  boolean remove(Subscriber subscriber) {
    Subscriber[] before = byLoop.get(subscriber.loop());
    if (before == null) {
      return false;
    }
    List<Subscriber> rest = new ArrayList<>(List.of(before));
    if (!rest.remove(subscriber)) {
      return false;
    }
    if (rest.isEmpty()) {
      byLoop.remove(subscriber.loop());
    } else {
      byLoop.put(subscriber.loop(), rest.toArray(Subscriber[]::new));
    }
    return true;
  }

  /** A subscriber may leave while it is told: those who are here now are walked. */
  void deliver(ServerEvent.Broadcast event) {
    Map.copyOf(byLoop)
        .forEach(
            (loop, subscribers) -> {
              Delivery delivery = new Delivery(event);
              loop.run(() -> deliver(delivery, subscribers));
            });
  }

  private static void deliver(Delivery delivery, Subscriber[] subscribers) {
    for (Subscriber subscriber : subscribers) {
      subscriber.deliver(delivery);
    }
  }

  private static Subscriber[] joined(Subscriber[] some, Subscriber[] more) {
    Subscriber[] all = new Subscriber[some.length + more.length];
    System.arraycopy(some, 0, all, 0, some.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }
}
