package dev.parley.ai.tool.mcp;

import java.util.Optional;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** One call on its way to a server. Used on any thread. */
final class McpCall {
  /**
   * @param id of the request
   * @param context it was sent in, which says what version of the protocol is spoken
   */
  record Sent(Object id, ContextView context) {}

  private Sent sent;
  private boolean givenUp;

  /** Lets the transport find this with the request that is made of it. */
  Context in(Context context) {
    return context.put(McpCall.class, this);
  }

  /**
   * It is about to be sent.
   *
   * @return false when nobody wants it any more
   */
  synchronized boolean sent(Object id, ContextView context) {
    sent = new Sent(id, context);
    return !givenUp;
  }

  /** What is to be given up; nothing when it was not sent, or given up before. */
  synchronized Optional<Sent> giveUp() {
    Optional<Sent> left = givenUp ? Optional.empty() : Optional.ofNullable(sent);
    givenUp = true;
    return left;
  }
}
