package dev.parley.chat;

/** How far a message is. Every status but {@link #GENERATING} is final. */
public enum MessageStatus {
  GENERATING,
  COMPLETED,
  STOPPED,
  FAILED,
  INTERRUPTED,
  DELETED
}
