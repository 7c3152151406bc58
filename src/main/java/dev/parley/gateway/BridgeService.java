package dev.parley.gateway;

import io.vertx.core.Future;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A program that serves: it listens at the addresses that the configuration grants it, and answers
 * what came for it there, and nothing else. Used on one event loop.
 */
final class BridgeService {
  static final int MAX_ADDRESSES = 32;

  /** Requests that wait for an answer; with one more the oldest cannot be answered any more. */
  static final int MAX_UNANSWERED = 1_000;

  private final Set<String> registered = new HashSet<>();
  private final Set<String> unanswered = new LinkedHashSet<>();
  private BridgeIdentity.Service granted;

  boolean isSame(BridgeIdentity.Service service) {
    return granted != null && granted.name().equals(service.name());
  }

  Future<Void> admit(BridgeIdentity.Service service) {
    granted = service;
    return Future.succeededFuture();
  }

  /**
   * A request came that may be answered.
   *
   * @param replyAddress null when it wants no answer
   */
  void received(String replyAddress) {
    if (replyAddress == null) {
      return;
    }
    if (unanswered.size() >= MAX_UNANSWERED) {
      unanswered.remove(unanswered.iterator().next());
    }
    unanswered.add(replyAddress);
  }

  /** Lets the bridge do it, or fails with FORBIDDEN. */
  Future<Void> check(BridgeOffer offer, String address) {
    List<String> own = granted == null ? Collections.emptyList() : granted.addresses();
    boolean allowed =
        switch (offer.type()) {
          case REGISTER -> BridgeAddresses.mayServe(own, address) && register(address);
          case UNREGISTER -> registered.remove(address);
          case SEND -> unanswered.remove(address) || BridgeAddresses.mayAnswer(own, address);
          default -> false;
        };
    if (!allowed) {
      return Future.failedFuture(BridgeAddresses.notOpen());
    }
    offer.allow();
    return Future.succeededFuture();
  }

  private boolean register(String address) {
    return registered.size() < MAX_ADDRESSES && registered.add(address);
  }
}
