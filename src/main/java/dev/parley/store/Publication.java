package dev.parley.store;

import dev.parley.bus.Address;
import dev.parley.protocol.ServerEvent.Broadcast;

/** Something to be told once a transaction has committed. */
record Publication(Address<Broadcast, Void> topic, Broadcast event) {}
