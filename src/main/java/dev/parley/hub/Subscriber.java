package dev.parley.hub;

/** One local receiver of a topic. */
public interface Subscriber {
  /** The person behind it, for presence. */
  long userId();

  /** Where {@link #deliver} is called. */
  Loop loop();

  /** Takes an event; never throws and never waits. */
  void deliver(Delivery delivery);
}
