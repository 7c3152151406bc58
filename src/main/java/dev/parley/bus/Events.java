package dev.parley.bus;

import dev.parley.protocol.ServerEvent;

/** The topics that everybody may listen to. A topic is a doorbell: what it carries may be lost. */
public final class Events {
  /** Figures of the backend, every few seconds. */
  public static final Address<ServerEvent.Broadcast, Void> STATUS =
      Address.topic("parley.status", ServerEvent.Broadcast.class);

  /** A login ended before its tokens expired: close its sockets, refuse its tokens. */
  public static final Address<SessionEnded, Void> SESSION_ENDED =
      Address.topic("parley.session.ended", SessionEnded.class);

  /** All logins of a person ended: close the sockets, also of those who never logged in. */
  public static final Address<UserEnded, Void> USER_ENDED =
      Address.topic("parley.user.ended", UserEnded.class);

  private Events() {}

  public record UserEnded(long userId) {}

  public record SessionEnded(String sessionId) {}

  /** All that happens in a conversation: its feed, chunks, typing, presence. */
  public static Address<ServerEvent.Broadcast, Void> conversation(long conversationId) {
    return Address.topic("parley.conversation." + conversationId, ServerEvent.Broadcast.class);
  }

  /** What concerns all connections of a person, whatever they have joined. */
  public static Address<ServerEvent.Broadcast, Void> user(long userId) {
    return Address.topic("parley.user." + userId, ServerEvent.Broadcast.class);
  }
}
