package dev.parley.presence.memory;

import dev.parley.presence.Presence;
import dev.parley.presence.PresenceContract;

class MemoryPresenceTest extends PresenceContract {
  private final MemoryPresence.Nodes nodes = new MemoryPresence.Nodes();

  @Override
  protected Presence node(String name) {
    return new MemoryPresence(name, nodes);
  }
}
