package dev.parley.gateway;

import dev.parley.hub.Hub;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FailureException;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The conversations that one connection has joined. Overflow policy: above {@value #MAX}, a
 * connection that cannot leave by itself leaves the one it joined first, and others are refused.
 *
 * <p>Used on one event loop.
 */
final class JoinedConversations {
  static final int MAX = 250;

  private final Hub hub;
  private final Receiver receiver;
  private final BooleanSupplier closed;
  private final Map<Long, Attachment> attachments = new LinkedHashMap<>();

  /**
   * @param closed whether the connection is; nothing stays joined then
   */
  JoinedConversations(Hub hub, Receiver receiver, BooleanSupplier closed) {
    this.hub = hub;
    this.receiver = receiver;
    this.closed = closed;
  }

  /** Null when it has not been joined. */
  Attachment get(long conversationId) {
    return attachments.get(conversationId);
  }

  /**
   * Subscribes, holding what arrives. Fails with RATE_LIMITED when there are too many.
   *
   * @param leavesFirst makes room instead
   */
  Future<Attachment> attach(long conversationId, boolean leavesFirst) {
    if (attachments.size() >= MAX && leavesFirst) {
      detach(attachments.keySet().iterator().next());
    }
    if (attachments.size() >= MAX) {
      return Future.failedFuture(
          new FailureException(
              ErrorCode.RATE_LIMITED, "Too many conversations joined: leave some"));
    }
    Attachment attachment = new Attachment(receiver, conversationId);
    attachments.put(conversationId, attachment);
    return hub.joinConversation(conversationId, attachment)
        .map(attachment)
        .onSuccess(this::leaveIfGone)
        .onFailure(error -> detach(conversationId));
  }

  /** The socket may have closed while the hub subscribed. */
  private void leaveIfGone(Attachment attachment) {
    if (closed.getAsBoolean()) {
      detach(attachment.conversationId());
    }
  }

  void detach(long conversationId) {
    Attachment attachment = attachments.remove(conversationId);
    if (attachment != null) {
      attachment.end();
      hub.leaveConversation(conversationId, attachment);
    }
  }

  void leaveAll() {
    List.copyOf(attachments.keySet()).forEach(this::detach);
  }
}
