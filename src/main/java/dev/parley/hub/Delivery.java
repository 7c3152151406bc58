package dev.parley.hub;

import dev.parley.protocol.Dialect;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ServerEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An event on its way to the subscribers of one event loop. It is encoded once for each dialect
 * among them, however many they are.
 */
public final class Delivery {
  private final ServerEvent.Broadcast event;
  private final Map<String, List<Frame>> encoded = new HashMap<>(4);

  public Delivery(ServerEvent.Broadcast event) {
    this.event = event;
  }

  public ServerEvent.Broadcast event() {
    return event;
  }

  /** The event in the dialect of a session. */
  public List<Frame> frames(Dialect.Session session) {
    String key = session.sharedKey();
    return key == null
        ? session.encode(event)
        : encoded.computeIfAbsent(key, first -> session.encode(event));
  }
}
