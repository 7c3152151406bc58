package dev.parley.bus;

import java.util.Objects;

/**
 * A place on the event bus, with the types that travel there. Addresses are constants of the class
 * named after the role that serves them; no other code writes an address as text.
 *
 * @param <Q> what is sent
 * @param <R> what is answered; {@link Void} for an address that only publishes
 * @param repeatable the same request may be made again when its answer was lost
 */
public record Address<Q, R>(String name, Class<Q> request, Class<R> reply, boolean repeatable) {
  public Address {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(reply, "reply");
  }

  /** An address that is published to and never answers. */
  public static <E> Address<E, Void> topic(String name, Class<E> event) {
    return new Address<>(name, event, Void.class, false);
  }

  /** An address that answers each request. */
  public static <Q, R> Address<Q, R> service(String name, Class<Q> request, Class<R> reply) {
    return new Address<>(name, request, reply, false);
  }

  /** An address that answers each request, and where asking twice does no more than asking once. */
  public static <Q, R> Address<Q, R> repeatable(String name, Class<Q> request, Class<R> reply) {
    return new Address<>(name, request, reply, true);
  }
}
