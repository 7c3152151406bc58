package dev.parley.gateway;

import dev.parley.dialect.parley.ParleyEvents;
import dev.parley.protocol.Dialect;
import dev.parley.protocol.ServerEvent;
import java.util.function.Predicate;

/**
 * What is told as server-sent events.
 *
 * @param words encodes frames that are whole events, with their field names
 * @param last whether nothing follows an event
 * @param ends whether such an event is sure to come
 */
record Narration(Dialect.Session words, Predicate<ServerEvent> last, boolean ends) {
  static Narration of(ParleyEvents events) {
    return new Narration(events, events::isLast, events.ends());
  }
}
