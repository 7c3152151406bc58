package dev.parley.gateway;

import dev.parley.auth.Identity;
import java.util.List;

/** Who is at the other end of the bridge. */
sealed interface BridgeIdentity {
  /** Somebody who chats. */
  record Person(Identity identity) implements BridgeIdentity {}

  /**
   * A program that the configuration lets serve.
   *
   * @param addresses all of them
   */
  record Service(String name, List<String> addresses) implements BridgeIdentity {
    public Service {
      addresses = List.copyOf(addresses);
    }
  }
}
