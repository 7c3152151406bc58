package dev.parley.chat;

import java.util.Objects;

/**
 * One entry of a conversation's feed.
 *
 * @param seq contiguous within the conversation, from 1
 */
public record FeedEvent(long conversationId, long seq, Change change) {
  public FeedEvent {
    Objects.requireNonNull(change, "change");
  }
}
